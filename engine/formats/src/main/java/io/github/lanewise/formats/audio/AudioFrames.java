package io.github.lanewise.formats.audio;

import io.github.lanewise.spec.Tensor;

/**
 * How a model of audio cuts a recording: a time step's row has some samples of what was before, then new ones. A model that
 * takes sample by sample has a hop of 1 and no context.
 *
 * @param sampleRate samples a second, at least 1
 * @param hop new samples of a row, at least 1
 * @param context samples before them, at least 0; zeros where the recording begins
 */
public record AudioFrames(int sampleRate, int hop, int context) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AudioFrames {
        if (sampleRate < 1 || hop < 1 || context < 0 || hop > Integer.MAX_VALUE - context) {
            throw new IllegalArgumentException(
                    "audio frames: expected a sample rate and a hop of at least 1 and a context"
                            + " of at least 0, found " + sampleRate + ", " + hop + " and " + context);
        }
    }

    /**
     * Samples of a row.
     *
     * @return context and hop together
     */
    public int size() {
        return context + hop;
    }

    /**
     * Cuts a recording.
     *
     * @param samples the recording from its beginning to its end, at least one sample
     * @return rows of {@link #size} samples, shape (T, size); the last one is filled up with zeros
     * @throws IllegalArgumentException if there is no sample, or the rows are too many for an array
     */
    public Tensor cut(float[] samples) {
        int rows = Math.ceilDiv(samples.length, hop);
        if (rows == 0 || (long) rows * size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new IllegalArgumentException("expected samples for 1 row of " + hop + " to "
                    + Integer.MAX_VALUE / size() + " rows, found " + samples.length);
        }
        float[] cut = new float[rows * size()];
        for (int row = 0; row < rows; row++) {
            int first = row * hop - context;
            int from = Math.max(0, first);
            int count = Math.min(samples.length, row * hop + hop) - from;
            System.arraycopy(samples, from, cut, row * size() + from - first, count);
        }
        return Tensor.of(cut, rows, size());
    }
}
