/** How long single steps take that arrive at a fixed rate, counted from their arrival: percentiles, beside busy threads. */
@NullMarked
package io.github.lanewise.bench.latency;

import org.jspecify.annotations.NullMarked;
