package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;

/**
 * A stack of GRU layers over whole sequences, as PyTorch's {@code nn.GRU}: any number of layers, one or both directions, initial
 * states, variable lengths. Immutable and thread-safe.
 */
public final class Gru extends HiddenStateStack {
    private Gru(RecurrentSpec stack, boolean batchFirst, Backend backend) {
        super(stack, batchFirst, backend, CellKind.GRU);
    }

    /**
     * A stack on the backend {@link Backend#AUTO}, with inputs (T, N, features).
     *
     * @param stack of kind GRU
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     */
    public static Gru of(RecurrentSpec stack) {
        return of(stack, false, Backend.AUTO);
    }

    /**
     * A stack on a backend.
     *
     * @param stack of kind GRU
     * @param batchFirst whether batched inputs and outputs are (N, T, features)
     * @param backend what computes
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     * @throws IllegalStateException if the backend cannot compute here
     */
    public static Gru of(RecurrentSpec stack, boolean batchFirst, Backend backend) {
        return new Gru(stack, batchFirst, backend);
    }
}
