/** Floor 4: the equations of LSTM, GRU and RNN. */
@NullMarked
package io.github.lanewise.cell;

import org.jspecify.annotations.NullMarked;
