/** The engine beside other engines: the same weights, the same inputs, outputs compared before anything is timed. */
@NullMarked
package io.github.lanewise.bench.comparison;

import org.jspecify.annotations.NullMarked;
