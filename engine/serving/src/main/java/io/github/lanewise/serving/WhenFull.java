package io.github.lanewise.serving;

/** What a {@link StreamExecutor} does with a row where as many rows wait as may. */
public enum WhenFull {
    /** Refuses it with a {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,

    /** Lets the submitting thread wait until there is room. */
    BLOCK
}
