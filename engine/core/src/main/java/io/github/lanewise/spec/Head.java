package io.github.lanewise.spec;

/** Which rows the layers after the last recurrent layer see when a whole sequence runs. */
public enum Head {
    /** Every time step: one output row per step. */
    EVERY_STEP,
    /**
     * The last recurrent layer's output at each sequence's own last time step, {@code output[length - 1]}. In a
     * bidirectional layer the reverse direction has then read one step only.
     */
    LAST_STEP,
    /**
     * The last recurrent layer's final hidden states {@code h_n}, forward and reverse side by side. In one direction
     * this is the same as {@link #LAST_STEP}.
     */
    FINAL_HIDDEN
}
