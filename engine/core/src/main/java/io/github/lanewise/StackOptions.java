package io.github.lanewise;

import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a run of an {@link Lstm}, {@link Gru} or {@link Rnn} takes beside its input, under PyTorch's names: {@code
 * StackOptions.none().lengths(lengths).h0(h0).c0(c0)}. L is the number of layers, D of directions. Immutable, and may be used
 * for any number of runs; the arrays and tensors in it are the caller's and are read in each run.
 */
public final class StackOptions {
    private static final StackOptions NONE = new StackOptions(null, null, null);

    private final int @Nullable [] lengths;
    private final @Nullable Tensor h0;
    private final @Nullable Tensor c0;

    private StackOptions(int @Nullable [] lengths, @Nullable Tensor h0, @Nullable Tensor c0) {
        this.lengths = lengths;
        this.h0 = h0;
        this.c0 = c0;
    }

    /**
     * Sequences of one length, from the stack's initial states.
     *
     * @return options to begin with
     */
    public static StackOptions none() {
        return NONE;
    }

    /**
     * Sequences that end earlier than others.
     *
     * @param steps each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @return these options with that
     */
    public StackOptions lengths(int @Nullable ... steps) {
        return new StackOptions(steps, h0, c0);
    }

    /**
     * Initial hidden states.
     *
     * @param states (L D, N, Hout), or (L D, Hout) without a batch; null for the stack's own
     * @return these options with that
     */
    public StackOptions h0(@Nullable Tensor states) {
        return new StackOptions(lengths, states, c0);
    }

    /**
     * Initial cell states of an LSTM.
     *
     * @param states (L D, N, H), or (L D, H) without a batch; null for the stack's own
     * @return these options with that
     */
    public StackOptions c0(@Nullable Tensor states) {
        return new StackOptions(lengths, h0, states);
    }

    int @Nullable [] lengths() {
        return lengths;
    }

    @Nullable
    Tensor h0() {
        return h0;
    }

    @Nullable
    Tensor c0() {
        return c0;
    }
}
