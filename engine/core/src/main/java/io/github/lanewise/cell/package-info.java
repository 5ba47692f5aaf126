/** Level 4 of the core: the equations of LSTM, GRU and RNN. */
@NullMarked
package io.github.lanewise.cell;

import org.jspecify.annotations.NullMarked;
