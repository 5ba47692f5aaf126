/** JMH benchmarks. Each compares the outputs of its implementations before it times them. */
@NullMarked
package io.github.lanewise.bench.jmh;

import org.jspecify.annotations.NullMarked;
