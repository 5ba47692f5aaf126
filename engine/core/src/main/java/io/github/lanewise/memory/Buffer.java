package io.github.lanewise.memory;

/** Scratch memory that grows to the largest need so far and then allocates no more. Not thread-safe. */
public final class Buffer {
    private float[] floats = new float[0];

    /**
     * Room for a number of floats. What it held is lost when it grows.
     *
     * @param length floats needed
     * @return a buffer of at least that length, with meaningless contents
     */
    public float[] atLeast(long length) {
        if (floats.length < length + Rows.LINE) {
            floats = Rows.allocate(length);
        }
        return floats;
    }

    /**
     * The memory as it is.
     *
     * @return what {@link #atLeast} returned last
     */
    public float[] floats() {
        return floats;
    }
}
