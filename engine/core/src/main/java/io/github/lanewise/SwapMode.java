package io.github.lanewise;

/** What becomes of the streams where another model takes the place of theirs while they run. */
public enum SwapMode {
    /** They go on from their states, which takes a model with the same layers: see {@link Model#carryOver(State)}. */
    CARRY_OVER,

    /** They begin anew with their next row. */
    RESTART
}
