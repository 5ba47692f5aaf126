package io.github.lanewise;

import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The states of a batch in one recurrent layer. D is its number of directions.
 *
 * @param hidden (D, N, Hout)
 * @param cell of LSTM, (D, N, H); null for other cells
 */
public record LayerState(Tensor hidden, @Nullable Tensor cell) {}
