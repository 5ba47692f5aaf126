package io.github.lanewise.formats.spectrum;

import java.util.Arrays;

/**
 * Puts frames that overlap together to a stream of samples: multiplies each with a window and adds what lies at the same time.
 * Each frame finishes hop samples. Not thread-safe. Allocates nothing after it is made.
 */
public final class OverlapAdd {
    /** Below this the windows at a time cancel the samples; PyTorch's limit. */
    static final double LEAST_SUM = 1e-11;

    private final int hop;
    private final double[] window;

    /** Of each sample of a hop, what the windows that lie there add up to; ones where nothing is divided. */
    private final double[] sums;

    private final double[] samples;

    private OverlapAdd(double[] window, int hop, double[] sums) {
        this.window = window;
        this.hop = hop;
        this.sums = sums;
        samples = new double[window.length];
    }

    /**
     * Adds frames, and nothing else.
     *
     * @param window a number for each sample of a frame
     * @param hop samples from the beginning of a frame to that of the next, 1 to the frame's size
     * @return a stream at its beginning
     * @throws IllegalArgumentException if the hop is out of range
     */
    public static OverlapAdd plain(double[] window, int hop) {
        requireHop(window, hop);
        double[] ones = new double[hop];
        Arrays.fill(ones, 1);
        return new OverlapAdd(window.clone(), hop, ones);
    }

    /**
     * Adds frames, and divides by the sum of the windows that lie at the same time. So frames that were cut with one window and
     * not changed give back the samples.
     *
     * @param analysis the window with which the frames were cut
     * @param synthesis the window that they are multiplied with now; {@code torch.istft} uses the same one
     * @param hop samples from the beginning of a frame to that of the next, 1 to the frame's size
     * @return a stream at its beginning
     * @throws IllegalArgumentException if the hop is out of range, the windows have different sizes, or they leave a sample out
     */
    public static OverlapAdd normalized(double[] analysis, double[] synthesis, int hop) {
        requireHop(synthesis, hop);
        if (analysis.length != synthesis.length) {
            throw new IllegalArgumentException("windows: expected two of one size, found " + analysis.length + " and "
                    + synthesis.length + " samples");
        }
        double[] sums = new double[hop];
        for (int i = 0; i < hop; i++) {
            // The order in which frames come: the earliest one has the sample nearest to its end.
            for (int at = i + (synthesis.length - 1 - i) / hop * hop; at >= 0; at -= hop) {
                sums[i] += analysis[at] * synthesis[at];
            }
            if (!(sums[i] > LEAST_SUM)) {
                throw new IllegalArgumentException("windows: expected products that add up to more than " + LEAST_SUM
                        + " at every sample, found " + sums[i] + " at sample " + i + " of a hop; make the hop shorter");
            }
        }
        return new OverlapAdd(synthesis.clone(), hop, sums);
    }

    private static void requireHop(double[] window, int hop) {
        if (hop < 1 || hop > window.length) {
            throw new IllegalArgumentException(
                    "hop: expected 1 to " + window.length + ", the samples of a frame, found " + hop);
        }
    }

    /**
     * Adds a frame.
     *
     * @param frame at least size floats
     * @param finished the array for the samples that no later frame changes: those from the frame's beginning on
     * @param from where these hop floats begin, written
     * @throws IllegalArgumentException if an array is too short
     */
    public void add(float[] frame, float[] finished, int from) {
        ArrayChecks.requireRoom("frame", frame.length, 0, window.length);
        ArrayChecks.requireRoom("finished samples", finished.length, from, hop);
        for (int i = 0; i < window.length; i++) {
            samples[i] += frame[i] * window[i];
        }
        for (int i = 0; i < hop; i++) {
            finished[from + i] = Rounding.toFloat(samples[i] / sums[i]);
        }
        System.arraycopy(samples, hop, samples, 0, samples.length - hop);
        Arrays.fill(samples, samples.length - hop, samples.length, 0);
    }

    /** Goes back to the beginning of a stream. */
    public void reset() {
        Arrays.fill(samples, 0);
    }
}
