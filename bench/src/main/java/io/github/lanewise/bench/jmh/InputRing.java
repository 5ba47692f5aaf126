package io.github.lanewise.bench.jmh;

import java.util.SplittableRandom;

/** Random rows, handed out one after another for ever, so that no two steps in a row see the same input. */
final class InputRing {
    private static final int ROWS = 16;

    private final float[][] rows;
    private int at;

    /** Rows of floats between -1 and 1, the same ones each time. */
    InputRing(int size) {
        SplittableRandom random = new SplittableRandom(size);
        rows = new float[ROWS][size];
        for (float[] row : rows) {
            for (int i = 0; i < size; i++) {
                row[i] = (float) random.nextDouble(-1, 1);
            }
        }
    }

    float[] next() {
        at = (at + 1) % ROWS;
        return rows[at];
    }
}
