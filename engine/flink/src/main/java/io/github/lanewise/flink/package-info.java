/**
 * Recurrent models over keyed streams of Apache Flink, with a state for each key.
 *
 * <p>{@link io.github.lanewise.flink.KeyedScoring} says how events become rows and outputs become results. The keys' states are
 * Flink's own keyed state, so checkpoints, recovery, savepoints and rescaling are Flink's.
 */
@NullMarked
package io.github.lanewise.flink;

import org.jspecify.annotations.NullMarked;
