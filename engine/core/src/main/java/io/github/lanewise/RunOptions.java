package io.github.lanewise;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a batch of sequences takes beside its input: {@code RunOptions.none().lengths(lengths).finalStates(states)}.
 * Immutable, and may be used for any number of runs; the arrays and tensors in it are the caller's and are read, or written,
 * in each run.
 */
public final class RunOptions {
    private static final RunOptions NONE = new RunOptions(null, null, null);

    private final int @Nullable [] lengths;
    private final @Nullable List<LayerState> initialStates;
    private final @Nullable List<LayerState> finalStates;

    private RunOptions(
            int @Nullable [] lengths,
            @Nullable List<LayerState> initialStates,
            @Nullable List<LayerState> finalStates) {
        this.lengths = lengths;
        this.initialStates = initialStates;
        this.finalStates = finalStates;
    }

    /**
     * Sequences of one length, from the model's initial states, whose final states are not kept.
     *
     * @return options to begin with
     */
    public static RunOptions none() {
        return NONE;
    }

    /**
     * Sequences that end earlier than others. Behind a repeat all of them have the repeat's steps.
     *
     * @param steps each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @return these options with that
     */
    public RunOptions lengths(int @Nullable ... steps) {
        return new RunOptions(steps, initialStates, finalStates);
    }

    /**
     * What the sequences begin from.
     *
     * @param states of the shapes that {@link Session#newStates} makes; null for the model's own
     * @return these options with that
     */
    public RunOptions initialStates(@Nullable List<LayerState> states) {
        return new RunOptions(lengths, states, finalStates);
    }

    /**
     * Where the states after each sequence's last step go.
     *
     * @param states of the shapes that {@link Session#newStates} makes, written by each run; they may be the initial ones. Null
     *     to keep none
     * @return these options with that
     */
    public RunOptions finalStates(@Nullable List<LayerState> states) {
        return new RunOptions(lengths, initialStates, states);
    }

    int @Nullable [] lengths() {
        return lengths;
    }

    @Nullable
    List<LayerState> initialStates() {
        return initialStates;
    }

    @Nullable
    List<LayerState> finalStates() {
        return finalStates;
    }
}
