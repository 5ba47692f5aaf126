package io.github.lanewise;

import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs an {@link Lstm} with the scratch of one thread. Not thread-safe. After warm-up a run allocates nothing. */
public final class LstmRunner {
    private final StackRunner runner;

    LstmRunner(StackRunner runner) {
        this.runner = runner;
    }

    /**
     * Runs sequences into the caller's tensors. The parameters are those of {@link Lstm#run(Tensor, Tensor, Tensor,
     * int[])}.
     *
     * @param input the sequences
     * @param h0 initial hidden states, or null
     * @param c0 initial cell states, or null
     * @param lengths each sequence's own number of steps, or null
     * @param output as {@link Lstm#newOutput} makes it, written
     * @throws IllegalArgumentException if a shape or a length is wrong or T is 0; nothing is written then
     */
    public void run(
            Tensor input, @Nullable Tensor h0, @Nullable Tensor c0, int @Nullable [] lengths, LstmOutput output) {
        runner.run(input, h0, c0, lengths, output.output(), output.hN(), output.cN());
    }

    /**
     * Lets a listener see every gate and state of every time step.
     *
     * @param listener called on the runner's thread; null for none
     */
    public void trace(@Nullable GateListener listener) {
        runner.trace(listener);
    }
}
