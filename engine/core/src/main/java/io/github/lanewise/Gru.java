package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;

/**
 * A stack of GRU layers over whole sequences, as PyTorch's {@code nn.GRU}: any number of layers, one or both
 * directions, initial states, variable lengths. Immutable and thread-safe; a {@link Session} has the scratch of one
 * thread.
 */
public final class Gru extends HiddenStateStack {
    private Gru(Model model) {
        super(model, CellKind.GRU);
    }

    /**
     * A stack with inputs (T, N, features), on the backend {@link Backend#AUTO}.
     *
     * @param stack of kind GRU
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     */
    public static Gru of(RecurrentSpec stack) {
        return new Gru(model(stack, CellKind.GRU));
    }

    /**
     * The stack of a model, with the model's batch order, backend and threads.
     *
     * @param model of one stack of kind GRU and nothing else
     * @return the stack, ready to run; it computes with the model
     * @throws IllegalArgumentException if the model has other layers, or its batch order is not known
     */
    public static Gru of(Model model) {
        return new Gru(model);
    }
}
