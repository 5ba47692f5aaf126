package io.github.lanewise.bench.comparison;

/** An engine that is ready for a workload. Not thread-safe. */
public interface Runner extends AutoCloseable {
    /**
     * Computes the workload once, with what copying the engine needs.
     *
     * @param x (T, N, features)
     * @param y (T, N, directions times units), written
     */
    void run(float[] x, float[] y);

    /** The state back to zeros, as at the beginning of a stream. */
    void reset();

    /**
     * Whether calls are as fast as what works in the background for them can make them. One that is not will be faster.
     *
     * @return true where nothing works in the background
     */
    default boolean isSettled() {
        return true;
    }

    @Override
    void close();
}
