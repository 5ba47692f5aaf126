/** What benchmarks, reports and demonstration share. */
@NullMarked
package io.github.lanewise.bench;

import org.jspecify.annotations.NullMarked;
