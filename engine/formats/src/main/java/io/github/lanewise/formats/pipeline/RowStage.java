package io.github.lanewise.formats.pipeline;

/** A stage as it runs, with the states and the scratch of one stream. */
@FunctionalInterface
interface RowStage {
    /**
     * Makes a row of the one before.
     *
     * @param x the row before, which stays as it is
     * @param y the stage's own row, written
     */
    void apply(float[] x, float[] y);

    /** Goes back to the beginning of a stream. */
    default void reset() {}
}
