package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;

/**
 * A stack of RNN layers, with tanh or relu, over whole sequences, as PyTorch's {@code nn.RNN}: any number of layers, one or both directions, initial
 * states, variable lengths. Immutable and thread-safe.
 */
public final class Rnn extends HiddenStateStack {
    private Rnn(RecurrentSpec stack, boolean batchFirst, Backend backend) {
        super(stack, batchFirst, backend, CellKind.RNN_TANH, CellKind.RNN_RELU);
    }

    /**
     * A stack on the backend {@link Backend#AUTO}, with inputs (T, N, features).
     *
     * @param stack of kind RNN_TANH or RNN_RELU
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     */
    public static Rnn of(RecurrentSpec stack) {
        return of(stack, false, Backend.AUTO);
    }

    /**
     * A stack on a backend.
     *
     * @param stack of kind RNN_TANH or RNN_RELU
     * @param batchFirst whether batched inputs and outputs are (N, T, features)
     * @param backend what computes
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     * @throws IllegalStateException if the backend cannot compute here
     */
    public static Rnn of(RecurrentSpec stack, boolean batchFirst, Backend backend) {
        return new Rnn(stack, batchFirst, backend);
    }
}
