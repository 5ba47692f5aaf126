/** The baselines: an LSTM as a textbook has it, in plain Java to be timed, and in double precision to judge answers. */
@NullMarked
package io.github.lanewise.bench.textbook;

import org.jspecify.annotations.NullMarked;
