package io.github.lanewise;

import io.github.lanewise.spec.Tensor;

/**
 * What {@code nn.GRU} and {@code nn.RNN} return. L is the number of layers, D of directions, H the hidden size.
 *
 * @param output every step's output, (T, N, D H), or (N, T, D H) if batch first, or (T, D H) without a batch; zeros beyond
 *     a sequence's length
 * @param hN hidden state after each sequence's last step, (L D, N, H), or (L D, H) without a batch; layers in order,
 *     forward before reverse
 */
public record RecurrentOutput(Tensor output, Tensor hN) {}
