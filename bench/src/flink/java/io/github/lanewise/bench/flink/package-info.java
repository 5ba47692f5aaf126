/** Jobs on Apache Flink: an example on real data, and the run that the planning of larger jobs is checked by. */
@NullMarked
package io.github.lanewise.bench.flink;

import org.jspecify.annotations.NullMarked;
