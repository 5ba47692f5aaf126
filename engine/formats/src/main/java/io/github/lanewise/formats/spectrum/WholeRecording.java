package io.github.lanewise.formats.spectrum;

import io.github.lanewise.spec.Tensor;

/** Recordings as a whole: their ends, and how spectra become one. */
final class WholeRecording {
    private static final int MAX_FLOATS = Integer.MAX_VALUE - 8;

    private WholeRecording() {}

    /** A recording with half a frame more on both sides. */
    static float[] padded(float[] samples, Edges edges, int size) {
        int half = size / 2;
        if (edges == Edges.NONE) {
            return samples;
        }
        if (samples.length > MAX_FLOATS - 2 * half) {
            throw new IllegalArgumentException(
                    "samples: expected at most " + (MAX_FLOATS - 2 * half) + ", found " + samples.length);
        }
        float[] padded = new float[samples.length + 2 * half];
        System.arraycopy(samples, 0, padded, half, samples.length);
        if (edges == Edges.REFLECT) {
            mirror(samples, padded, half);
        }
        return padded;
    }

    private static void mirror(float[] samples, float[] padded, int half) {
        if (samples.length <= half) {
            throw new IllegalArgumentException("samples: expected more than " + half
                    + ", half a frame, to mirror them at the ends, found " + samples.length);
        }
        for (int i = 1; i <= half; i++) {
            padded[half - i] = samples[i];
            padded[half + samples.length - 1 + i] = samples[samples.length - 1 - i];
        }
    }

    /** How many frames fit into a recording. */
    static int frames(int samples, int size, int hop, int bins) {
        if (samples < size) {
            throw new IllegalArgumentException(
                    "samples: expected at least " + size + " with the ends, those of a frame, found " + samples);
        }
        int frames = 1 + (samples - size) / hop;
        if (2L * frames * bins > MAX_FLOATS) {
            throw new IllegalArgumentException("samples: expected at most " + MAX_FLOATS / (2 * bins)
                    + " frames, found " + frames + "; transform the recording in parts, or as a stream");
        }
        return frames;
    }

    /**
     * The sum of frames, divided by that of the windows.
     *
     * @param skipped samples at the beginning that do not belong to the recording
     */
    static float[] inverse(Tensor spectra, double[] window, int hop, int skipped, int length) {
        int size = window.length;
        RealFft fft = RealFft.of(size);
        float[] spectrum = new float[2 * fft.bins()];
        float[] frame = new float[size];
        double[] samples = new double[length];
        double[] sums = new double[length];
        for (int t = 0; t < spectra.size(0); t++) {
            System.arraycopy(spectra.data(), t * spectrum.length, spectrum, 0, spectrum.length);
            fft.inverse(spectrum, frame, 0);
            long begin = (long) t * hop - skipped;
            int last = (int) Math.min(size, length - begin);
            for (int i = (int) Math.max(0, -begin); i < last; i++) {
                samples[(int) begin + i] += frame[i] * window[i];
                sums[(int) begin + i] += window[i] * window[i];
            }
        }
        float[] recording = new float[length];
        for (int i = 0; i < length; i++) {
            recording[i] = sums[i] > OverlapAdd.LEAST_SUM ? Rounding.toFloat(samples[i] / sums[i]) : 0;
        }
        return recording;
    }
}
