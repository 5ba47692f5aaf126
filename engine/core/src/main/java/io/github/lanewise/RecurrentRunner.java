package io.github.lanewise;

import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Gru} or {@link Rnn} with the scratch of one thread. Not thread-safe. After warm-up a run allocates nothing. */
public final class RecurrentRunner {
    private final StackRunner runner;

    RecurrentRunner(StackRunner runner) {
        this.runner = runner;
    }

    /**
     * Runs sequences into the caller's tensors. The parameters are those of {@link HiddenStateStack#run(Tensor, Tensor, int[])}.
     *
     * @param input the sequences
     * @param h0 initial hidden states, or null
     * @param lengths each sequence's own number of steps, or null
     * @param output as {@link HiddenStateStack#newOutput} makes it, written
     * @throws IllegalArgumentException if a shape or a length is wrong or T is 0; nothing is written then
     */
    public void run(Tensor input, @Nullable Tensor h0, int @Nullable [] lengths, RecurrentOutput output) {
        runner.run(input, h0, null, lengths, output.output(), output.hN(), null);
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
