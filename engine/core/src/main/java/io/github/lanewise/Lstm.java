package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stack of LSTM layers over whole sequences, as PyTorch's {@code nn.LSTM}: any number of layers, one or both directions,
 * projection, initial states, variable lengths. Immutable and thread-safe; a {@link LstmRunner} has the scratch of one thread.
 */
public final class Lstm {
    private final RecurrentSpec stack;
    private final boolean batchFirst;
    private final Compilation compilation;

    private Lstm(RecurrentSpec stack, boolean batchFirst, Backend backend) {
        this.stack = stack;
        this.batchFirst = batchFirst;
        this.compilation = StackRunner.compile(stack, backend, CellKind.LSTM);
    }

    /**
     * A stack on the backend {@link Backend#AUTO}, with inputs (T, N, features).
     *
     * @param stack of kind LSTM
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     */
    public static Lstm of(RecurrentSpec stack) {
        return of(stack, false, Backend.AUTO);
    }

    /**
     * A stack on a backend.
     *
     * @param stack of kind LSTM
     * @param batchFirst whether batched inputs and outputs are (N, T, features)
     * @param backend what computes
     * @return the stack, ready to run
     * @throws IllegalArgumentException if it is of another kind
     * @throws IllegalStateException if the backend cannot compute here
     */
    public static Lstm of(RecurrentSpec stack, boolean batchFirst, Backend backend) {
        return new Lstm(stack, batchFirst, backend);
    }

    /**
     * Runs sequences of one length from the stack's initial states, zeros unless it has stored ones.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @return output and final states
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public LstmOutput run(Tensor input) {
        return run(input, null, null, null);
    }

    /**
     * Runs sequences.
     *
     * @param input (T, N, I), or (N, T, I) if batch first, or (T, I) without a batch
     * @param h0 initial hidden states, (L D, N, Hout) or (L D, Hout); null for the stack's own
     * @param c0 initial cell states, (L D, N, H) or (L D, H); null for the stack's own
     * @param lengths each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @return output and final states
     * @throws IllegalArgumentException if a shape or a length is wrong or T is 0
     */
    public LstmOutput run(Tensor input, @Nullable Tensor h0, @Nullable Tensor c0, int @Nullable [] lengths) {
        LstmOutput output = newOutput(input);
        newRunner().run(input, h0, c0, lengths, output);
        return output;
    }

    /**
     * Room for the results of an input of a given shape.
     *
     * @param input of the shape in question
     * @return zeros of the right shapes
     * @throws IllegalArgumentException if the shape is wrong or T is 0
     */
    public LstmOutput newOutput(Tensor input) {
        StackRunner shapes = new StackRunner(compilation.network(), stack, batchFirst);
        return new LstmOutput(
                Tensor.zeros(shapes.outputShape(input)),
                Tensor.zeros(shapes.stateShape(input, stack.recurrentSize())),
                Tensor.zeros(shapes.stateShape(input, stack.hiddenSize())));
    }

    /**
     * Scratch for one thread.
     *
     * @return a new runner
     */
    public LstmRunner newRunner() {
        return new LstmRunner(new StackRunner(compilation.network(), stack, batchFirst));
    }

    /**
     * What the stack is.
     *
     * @return the spec that it was made from
     */
    public RecurrentSpec spec() {
        return stack;
    }

    /**
     * Whether the stack is warm.
     *
     * @return as {@link Model#isWarm}
     */
    public boolean isWarm() {
        return compilation.isWarm();
    }

    /**
     * Waits until the stack is warm, as {@link Model#warmUp(Duration)}.
     *
     * @param limit how long to wait; the warming goes on behind it
     * @return what came of it
     */
    public WarmUp warmUp(Duration limit) {
        return compilation.warmUp(limit);
    }
}
