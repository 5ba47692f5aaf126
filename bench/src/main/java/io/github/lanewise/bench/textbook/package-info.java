/** The baseline: an LSTM as a textbook has it, in plain Java. */
@NullMarked
package io.github.lanewise.bench.textbook;

import org.jspecify.annotations.NullMarked;
