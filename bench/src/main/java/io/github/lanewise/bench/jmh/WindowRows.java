package io.github.lanewise.bench.jmh;

import java.util.SplittableRandom;

/**
 * Random rows of a stream, one after another in an array, so that a window is a part of the array. Behind the last row the first
 * one comes again.
 */
public final class WindowRows {
    private final float[] values;
    private final int features;

    /**
     * Floats between -1 and 1, the same ones each time.
     *
     * @param count how many rows
     * @param features of a row
     */
    public WindowRows(int count, int features) {
        this.features = features;
        values = new float[count * features];
        SplittableRandom random = new SplittableRandom(features);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
    }

    /**
     * All rows.
     *
     * @return the array itself
     */
    public float[] values() {
        return values;
    }

    /**
     * Where a row begins.
     *
     * @param row its number, from 0 on without an end
     * @return an index of the array
     */
    public int at(long row) {
        return (int) (row % (values.length / features)) * features;
    }
}
