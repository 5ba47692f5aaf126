package io.github.lanewise.serving;

/** What becomes of the streams where a {@link StreamExecutor} changes to another model. */
public enum SwapMode {
    /** They go on from their states, which takes a model with the same layers. */
    CARRY_OVER,

    /** They begin anew with their next row. */
    RESTART
}
