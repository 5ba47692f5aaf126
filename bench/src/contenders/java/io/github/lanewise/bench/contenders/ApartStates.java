package io.github.lanewise.bench.contenders;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The states of many streams, each in arrays of its own, as where streams come and go. For a step they are copied into the buffers
 * that an engine reads as a batch, and afterwards out of those that it writes.
 */
final class ApartStates {
    private final float[][] hidden;
    private final float[][] cell;

    ApartStates(int streams, int units) {
        hidden = new float[streams][units];
        cell = new float[streams][units];
    }

    /** All of them into a batch (N, units) of each. */
    void copyInto(FloatBuffer h, FloatBuffer c) {
        copyInto(0, hidden.length, h, c);
    }

    /** Some of them into a batch (count, units) of each. */
    void copyInto(int first, int count, FloatBuffer h, FloatBuffer c) {
        for (int row = 0; row < count; row++) {
            float[] own = hidden[first + row];
            h.put(row * own.length, own);
            c.put(row * own.length, cell[first + row]);
        }
    }

    /** All of them out of a batch (N, units) of each. */
    void copyOutOf(FloatBuffer h, FloatBuffer c) {
        copyOutOf(0, hidden.length, h, c);
    }

    /** Some of them out of a batch (count, units) of each. */
    void copyOutOf(int first, int count, FloatBuffer h, FloatBuffer c) {
        for (int row = 0; row < count; row++) {
            float[] own = hidden[first + row];
            h.get(row * own.length, own);
            c.get(row * own.length, cell[first + row]);
        }
    }

    void reset() {
        for (int stream = 0; stream < hidden.length; stream++) {
            Arrays.fill(hidden[stream], 0);
            Arrays.fill(cell[stream], 0);
        }
    }
}
