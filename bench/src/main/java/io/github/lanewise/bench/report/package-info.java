/** Runs all benchmarks and writes what they found as JSON and Markdown. */
@NullMarked
package io.github.lanewise.bench.report;

import org.jspecify.annotations.NullMarked;
