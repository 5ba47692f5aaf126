package io.github.lanewise.spec;

/** Which rows the layers after the last recurrent layer, of a model or before a {@link RepeatSpec}, see when a whole sequence runs. */
public enum Head {
    /** Every time step: one output row per step. */
    EVERY_STEP,
    /**
     * The last recurrent layer's output at each sequence's own last time step, {@code output[length - 1]}. In a
     * bidirectional layer, or in one that runs in reverse alone, the reverse direction has then read one step only.
     */
    LAST_STEP,
    /**
     * The last recurrent layer's final hidden states {@code h_n}, forward and reverse side by side. In the forward direction
     * alone this is the same as {@link #LAST_STEP}; in reverse it is the state after each sequence's first step.
     */
    FINAL_HIDDEN
}
