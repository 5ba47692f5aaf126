package io.github.lanewise.bench.textbook;

/** A layer in double precision. */
interface DoubleLayer {
    /**
     * Computes.
     *
     * @param rows input rows, time first: row {@code t * batch + n} is time step t of sequence n
     * @param batch sequences
     * @return as many output rows, in the same order
     */
    double[][] run(double[][] rows, int batch);

    /** States back to zeros. */
    default void reset() {
        // Most layers have none.
    }
}
