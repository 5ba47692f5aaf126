package io.github.lanewise.cli.doctor;

/**
 * Reads memory in plain Java, which C2 turns into vector loads: what a step costs that does nothing but read its weights. Two
 * halves at once: memory gives one ascending stream less than it has, and C2 makes scalar code of a loop over one.
 */
final class ReadLoop {
    /** Larger weights are read in parts of this size, over and over. */
    private static final long MOST_BYTES = 64L << 20;

    private final int[] words;
    private final double times;
    private int sink;

    /**
     * A loop.
     *
     * @param bytes how many a call reads
     */
    ReadLoop(long bytes) {
        long read = Math.clamp(bytes, 1024, MOST_BYTES);
        words = new int[(int) (read / (2 * Integer.BYTES)) * 2];
        times = (double) bytes / read;
    }

    /** How often all of {@link #read} has to be called for the bytes that were asked for. */
    double times() {
        return times;
    }

    void read() {
        sink |= or(words, words.length / 2);
    }

    /** What was read, so that nothing is left out. */
    int sink() {
        return sink;
    }

    private static int or(int[] words, int half) {
        int all = 0;
        for (int i = 0; i < half; i++) {
            all |= words[i] | words[half + i];
        }
        return all;
    }
}
