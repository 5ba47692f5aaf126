package io.github.lanewise;

import io.github.lanewise.spec.Tensor;

/**
 * What {@code nn.LSTM} returns. L is the number of layers, D of directions, Hout the hidden size or the projection's.
 *
 * @param output every step's output, (T, N, D Hout), or (N, T, D Hout) if batch first, or (T, D Hout) without a batch;
 *     zeros beyond a sequence's length
 * @param hN hidden state after each sequence's last step, (L D, N, Hout), or (L D, Hout) without a batch; layers in order,
 *     forward before reverse
 * @param cN cell state likewise, (L D, N, H) or (L D, H)
 */
public record LstmOutput(Tensor output, Tensor hN, Tensor cN) {}
