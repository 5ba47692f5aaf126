package io.github.lanewise.network;

/** The end of a network: copies rows to the caller, with the model's own input added to them or without. Immutable. */
final class OutputCopy {
    /** Copies the rows as they are. */
    static final OutputCopy NONE = new OutputCopy(false);

    /** Adds the first features of the input. */
    static final OutputCopy ADD_INPUT = new OutputCopy(true);

    private final boolean adds;

    private OutputCopy(boolean adds) {
        this.adds = adds;
    }

    /**
     * Copies a row. The input is read before the output is written, element by element, so both may be the same.
     *
     * @param rows the last stage's output
     * @param at where the row begins
     * @param x the model's input
     * @param xOffset where the input row of the same time step begins
     * @param y the output
     * @param yOffset where its row begins
     * @param size features
     */
    void copy(float[] rows, int at, float[] x, int xOffset, float[] y, int yOffset, int size) {
        if (!adds) {
            System.arraycopy(rows, at, y, yOffset, size);
            return;
        }
        for (int i = 0; i < size; i++) {
            float sum = rows[at + i] + x[xOffset + i];
            // Whose payload a sum with a NaN has is up to the compiler.
            y[yOffset + i] = Float.isNaN(sum) ? Float.NaN : sum;
        }
    }
}
