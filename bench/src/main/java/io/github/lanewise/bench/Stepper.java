package io.github.lanewise.bench;

/** A recurrent network that reads a stream row by row and carries the stream's state. Not thread-safe. */
public interface Stepper {
    /** Back to zeros, as at the beginning of a stream. */
    void reset();

    /**
     * One time step.
     *
     * @param x the input row
     * @param y the output row, written
     */
    void step(float[] x, float[] y);
}
