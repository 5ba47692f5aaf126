/**
 * Inference for recurrent networks with PyTorch's semantics, in two ways.
 *
 * <ul>
 *   <li>{@link io.github.lanewise.Model}, {@link io.github.lanewise.Session} and {@link io.github.lanewise.State}: a whole
 *       model, stepped one time step at a time with the caller's arrays, or run over sequences and batches. Nothing is
 *       allocated after warm-up.
 *   <li>{@link io.github.lanewise.Lstm}, {@link io.github.lanewise.Gru} and {@link io.github.lanewise.Rnn}: a single stack
 *       over batched sequences, as {@code nn.LSTM}, {@code nn.GRU} and {@code nn.RNN} have it.
 * </ul>
 *
 * <p>Every result is the same, bit for bit, whatever the backend, the vector width and the way of calling.
 */
@NullMarked
package io.github.lanewise;

import org.jspecify.annotations.NullMarked;
