package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;

/**
 * A stack of LSTM layers over whole sequences, as PyTorch's {@code nn.LSTM}: any number of layers, one or both
 * directions, projection, initial states, variable lengths. Immutable and thread-safe; a {@link Session} has the scratch of one
 * thread.
 */
public final class Lstm extends RecurrentStack {
    private Lstm(Model model) {
        super(model, CellKind.LSTM);
    }

    /**
     * A stack with inputs (T, N, features), on the backend {@link Backend#AUTO}.
     *
     * @param stack of kind LSTM
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     */
    public static Lstm of(RecurrentSpec stack) {
        return new Lstm(model(stack, CellKind.LSTM));
    }

    /**
     * The stack of a model, with the model's batch order, backend and threads.
     *
     * @param model of one stack of kind LSTM and nothing else
     * @return the stack, ready to run; it computes with the model
     * @throws IllegalArgumentException if the model has other layers, or its batch order is not known
     */
    public static Lstm of(Model model) {
        return new Lstm(model);
    }

    /**
     * Runs sequences of one length from the stack's initial states, zeros unless it has stored ones.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @return output and final states
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public LstmOutput run(Tensor input) {
        return run(input, StackOptions.none());
    }

    /**
     * Runs sequences.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @param options lengths and initial states
     * @return output and final states
     * @throws IllegalArgumentException if a shape or a length is wrong or T is 0
     */
    public LstmOutput run(Tensor input, StackOptions options) {
        LstmOutput output = newOutput(input);
        run(newSession(), input, options, output);
        return output;
    }

    /**
     * Runs sequences into the caller's tensors. After warm-up this allocates nothing.
     *
     * @param session the thread's, of this stack's model
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @param options lengths and initial states
     * @param output as {@link #newOutput} makes it, written
     * @throws IllegalArgumentException if a shape or a length is wrong, T is 0, or the session is of another model; nothing is
     *     written then
     */
    public void run(Session session, Tensor input, StackOptions options, LstmOutput output) {
        run(session, input, options, output.output(), output.hN(), output.cN());
    }

    /**
     * Room for the results of an input of a given shape.
     *
     * @param input of the shape in question
     * @return zeros of the right shapes
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public LstmOutput newOutput(Tensor input) {
        return new LstmOutput(
                newRows(input), newStates(input, spec().recurrentSize()), newStates(input, spec().hiddenSize()));
    }
}
