package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stack of layers whose only state is the hidden state, over whole sequences: what {@link Gru} and {@link Rnn} have in
 * common. Immutable and thread-safe; a {@link RecurrentRunner} has the scratch of one thread.
 */
public abstract sealed class HiddenStateStack permits Gru, Rnn {
    private final RecurrentSpec stack;
    private final boolean batchFirst;
    private final Compilation compilation;

    HiddenStateStack(RecurrentSpec stack, boolean batchFirst, Backend backend, CellKind... kinds) {
        this.stack = stack;
        this.batchFirst = batchFirst;
        this.compilation = StackRunner.compile(stack, backend, kinds);
    }

    /**
     * Runs sequences of one length from the stack's initial states, zeros unless it has stored ones.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @return output and final states
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public final RecurrentOutput run(Tensor input) {
        return run(input, null, null);
    }

    /**
     * Runs sequences.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @param h0 initial hidden states, (L D, N, H) or (L D, H); null for the stack's own
     * @param lengths each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @return output and final states
     * @throws IllegalArgumentException if a shape or a length is wrong or T is 0
     */
    public final RecurrentOutput run(Tensor input, @Nullable Tensor h0, int @Nullable [] lengths) {
        RecurrentOutput output = newOutput(input);
        newRunner().run(input, h0, lengths, output);
        return output;
    }

    /**
     * Room for the results of an input of a given shape.
     *
     * @param input of the shape in question
     * @return zeros of the right shapes
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public final RecurrentOutput newOutput(Tensor input) {
        StackRunner shapes = new StackRunner(compilation.network(), stack, batchFirst);
        return new RecurrentOutput(
                Tensor.zeros(shapes.outputShape(input)), Tensor.zeros(shapes.stateShape(input, stack.hiddenSize())));
    }

    /**
     * Scratch for one thread.
     *
     * @return a new runner
     */
    public final RecurrentRunner newRunner() {
        return new RecurrentRunner(new StackRunner(compilation.network(), stack, batchFirst));
    }

    /**
     * What the stack is.
     *
     * @return the spec that it was made from
     */
    public final RecurrentSpec spec() {
        return stack;
    }

    /**
     * Whether the stack is warm.
     *
     * @return as {@link Model#isWarm}
     */
    public final boolean isWarm() {
        return compilation.isWarm();
    }

    /**
     * Waits until the stack is warm, as {@link Model#warmUp(Duration)}.
     *
     * @param limit how long to wait; the warming goes on behind it
     * @return what came of it
     */
    public final WarmUp warmUp(Duration limit) {
        return compilation.warmUp(limit);
    }
}
