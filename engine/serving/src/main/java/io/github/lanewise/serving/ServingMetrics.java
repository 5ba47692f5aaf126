package io.github.lanewise.serving;

/**
 * What a {@link StreamExecutor} does, as it happens. Called on the workers' threads, and {@link #rejected} on the submitting
 * one; implementations are thread-safe, return soon and throw nothing.
 */
public interface ServingMetrics {
    /** Nobody listens. */
    ServingMetrics NONE = new ServingMetrics() {};

    /**
     * A micro-batch was computed.
     *
     * @param rows how many streams took a step
     * @param waiting rows that wait at that worker
     * @param nanos how long it took
     */
    default void batch(int rows, int waiting, long nanos) {}

    /**
     * A row has its result.
     *
     * @param nanos since it was submitted
     */
    default void step(long nanos) {}

    /** A row was refused, since as many wait as may. */
    default void rejected() {}

    /** A row was not begun before its deadline. */
    default void expired() {}

    /** A row was cancelled before it was begun. */
    default void cancelled() {}

    /** A row failed otherwise. */
    default void failed() {}

    /** The state of an idle stream was saved and left memory. */
    default void evicted() {}

    /** The state of a stream came back into memory. */
    default void restored() {}
}
