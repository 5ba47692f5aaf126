package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;

/**
 * A stack of RNN layers, with tanh or relu, over whole sequences, as PyTorch's {@code nn.RNN}: any number of layers, one or both
 * directions, initial states, variable lengths. Immutable and thread-safe; a {@link Session} has the scratch of one
 * thread.
 */
public final class Rnn extends HiddenStateStack {
    private Rnn(Model model) {
        super(model, CellKind.RNN_TANH, CellKind.RNN_RELU);
    }

    /**
     * A stack with inputs (T, N, features), on the backend {@link Backend#AUTO}.
     *
     * @param stack of kind RNN_TANH or RNN_RELU
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     */
    public static Rnn of(RecurrentSpec stack) {
        return new Rnn(model(stack, CellKind.RNN_TANH, CellKind.RNN_RELU));
    }

    /**
     * The stack of a model, with the model's batch order, backend and threads.
     *
     * @param model of one stack of kind RNN_TANH or RNN_RELU and nothing else
     * @return the stack, ready to run; it computes with the model
     * @throws IllegalArgumentException if the model has other layers, or its batch order is not known
     */
    public static Rnn of(Model model) {
        return new Rnn(model);
    }
}
