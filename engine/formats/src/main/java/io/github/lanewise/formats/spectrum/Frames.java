package io.github.lanewise.formats.spectrum;

import java.util.Arrays;

/**
 * Cuts a stream of samples into frames that overlap, and applies a window. Samples come in chunks of any size. A frame is full
 * once its last sample has come; the next one begins hop samples later. Not thread-safe. Allocates nothing after it is made.
 *
 * <pre>{@code
 * int at = 0;
 * while (at < count) {
 *     at += frames.take(samples, at, count - at);
 *     if (frames.isFull()) {
 *         frames.next(frame);
 *     }
 * }
 * }</pre>
 */
public final class Frames {
    private final int hop;
    private final int before;
    private final double[] window;
    private final float[] samples;
    private int filled;

    /**
     * Frames of a stream that has silence before its beginning.
     *
     * @param window a number for each sample of a frame
     * @param hop samples from the beginning of a frame to that of the next, 1 to the frame's size
     * @param before samples of silence that the first frame begins with, 0 to the frame's size - 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public Frames(double[] window, int hop, int before) {
        int size = window.length;
        if (hop < 1 || hop > size) {
            throw new IllegalArgumentException("hop: expected 1 to " + size + ", the samples of a frame, found " + hop);
        }
        if (before < 0 || before >= size) {
            throw new IllegalArgumentException(
                    "silence before the first sample: expected 0 to " + (size - 1) + " samples, found " + before);
        }
        this.window = window.clone();
        this.hop = hop;
        this.before = before;
        samples = new float[size];
        filled = before;
    }

    /**
     * Takes samples until a frame is full.
     *
     * @param chunk the array with the samples
     * @param from where they begin
     * @param count how many there are
     * @return how many were taken: all of them, unless a frame is full before
     * @throws IllegalArgumentException if the array is too short
     */
    public int take(float[] chunk, int from, int count) {
        ArrayChecks.requireRoom("samples", chunk.length, from, count);
        int taken = Math.min(count, samples.length - filled);
        System.arraycopy(chunk, from, samples, filled, taken);
        filled += taken;
        return taken;
    }

    /**
     * Whether a frame is full.
     *
     * @return whether {@link #next} can be called
     */
    public boolean isFull() {
        return filled == samples.length;
    }

    /**
     * How many frames will get full.
     *
     * @param count samples to come, at least 0
     * @return frames, counting one that is full already
     */
    public int completedBy(int count) {
        long surplus = (long) filled + count - samples.length;
        return surplus < 0 ? 0 : (int) (surplus / hop) + 1;
    }

    /**
     * The frame that is full, times the window. The next one begins.
     *
     * @param frame at least size floats, written
     * @throws IllegalArgumentException if the array is too short
     * @throws IllegalStateException if no frame is full
     */
    public void next(float[] frame) {
        ArrayChecks.requireRoom("frame", frame.length, 0, samples.length);
        if (!isFull()) {
            throw new IllegalStateException(
                    "expected " + samples.length + " samples in the frame, found " + filled + "; take more first");
        }
        apply(window, samples, 0, frame);
        System.arraycopy(samples, hop, samples, 0, samples.length - hop);
        filled -= hop;
    }

    /** Goes back to the beginning of a stream. */
    public void reset() {
        Arrays.fill(samples, 0);
        filled = before;
    }

    /** A window times the samples from an index on. */
    static void apply(double[] window, float[] samples, int from, float[] frame) {
        for (int i = 0; i < window.length; i++) {
            frame[i] = Rounding.toFloat(samples[from + i] * window[i]);
        }
    }
}
