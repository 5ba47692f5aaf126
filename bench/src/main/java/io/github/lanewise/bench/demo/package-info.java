/** Handwritten digits, read row by row by every implementation. */
@NullMarked
package io.github.lanewise.bench.demo;

import org.jspecify.annotations.NullMarked;
