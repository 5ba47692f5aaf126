package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Tensor;

/**
 * A stack of layers whose only state is the hidden state, over whole sequences: what {@link Gru} and {@link Rnn} have in
 * common. Immutable and thread-safe; a {@link Session} has the scratch of one thread.
 */
public abstract sealed class HiddenStateStack extends RecurrentStack permits Gru, Rnn {
    HiddenStateStack(Model model, CellKind... kinds) {
        super(model, kinds);
    }

    /**
     * Runs sequences of one length from the stack's initial states, zeros unless it has stored ones.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @return output and final states
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public final RecurrentOutput run(Tensor input) {
        return run(input, StackOptions.none());
    }

    /**
     * Runs sequences.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @param options lengths and initial hidden states
     * @return output and final states
     * @throws IllegalArgumentException if a shape or a length is wrong, T is 0, or cell states are given
     */
    public final RecurrentOutput run(Tensor input, StackOptions options) {
        RecurrentOutput output = newOutput(input);
        run(newSession(), input, options, output);
        return output;
    }

    /**
     * Runs sequences into the caller's tensors. After warm-up this allocates nothing.
     *
     * @param session the thread's, of this stack's model
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @param options lengths and initial hidden states
     * @param output as {@link #newOutput} makes it, written
     * @throws IllegalArgumentException if a shape or a length is wrong, T is 0, cell states are given, or the session is of
     *     another model; nothing is written then
     */
    public final void run(Session session, Tensor input, StackOptions options, RecurrentOutput output) {
        run(session, input, options, output.output(), output.hN(), null);
    }

    /**
     * Room for the results of an input of a given shape.
     *
     * @param input of the shape in question
     * @return zeros of the right shapes
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public final RecurrentOutput newOutput(Tensor input) {
        return new RecurrentOutput(newRows(input), newStates(input, spec().hiddenSize()));
    }
}
