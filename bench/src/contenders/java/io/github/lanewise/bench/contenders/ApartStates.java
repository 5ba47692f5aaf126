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

    /** Into a batch (N, units) of each. */
    void copyInto(FloatBuffer h, FloatBuffer c) {
        for (int stream = 0; stream < hidden.length; stream++) {
            float[] own = hidden[stream];
            h.put(stream * own.length, own);
            c.put(stream * own.length, cell[stream]);
        }
    }

    /** Out of a batch (N, units) of each. */
    void copyOutOf(FloatBuffer h, FloatBuffer c) {
        for (int stream = 0; stream < hidden.length; stream++) {
            float[] own = hidden[stream];
            h.get(stream * own.length, own);
            c.get(stream * own.length, cell[stream]);
        }
    }

    void reset() {
        for (int stream = 0; stream < hidden.length; stream++) {
            Arrays.fill(hidden[stream], 0);
            Arrays.fill(cell[stream], 0);
        }
    }
}
