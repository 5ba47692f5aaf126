package io.github.lanewise.memory;

/** How rows of floats lie in arrays: each begins on a multiple of {@link #LINE}, so that it has whole vectors to its end. */
public final class Rows {
    /** Floats in the widest vector, 512 bits. */
    public static final int LINE = 16;

    private Rows() {}

    /**
     * The distance between rows.
     *
     * @param floats in a row, at least 0
     * @return the count, rounded up to a multiple of {@link #LINE}
     */
    public static int stride(int floats) {
        return Math.addExact(floats, LINE - 1) & -LINE;
    }

    /**
     * An array for rows of floats, and a vector more: a pass over floats that do not begin on a multiple takes whole vectors
     * too, so that it reads and fills with meaningless values up to that many behind its end.
     *
     * @param floats how many
     * @return zeros
     * @throws IllegalArgumentException if that is more than an array holds
     */
    public static float[] allocate(long floats) {
        if (floats > Integer.MAX_VALUE - Long.SIZE) {
            throw new IllegalArgumentException("expected at most " + (Integer.MAX_VALUE - Long.SIZE)
                    + " floats at once, found " + floats + "; run fewer sequences, or shorter ones, in a call");
        }
        return new float[(int) floats + LINE];
    }
}
