package io.github.lanewise.formats.spectrum;

/**
 * The sound of a stream of spectra: one spectrum in, hop samples out. They are size - hop samples older than the last of the
 * frame, so behind {@link StftStream} that is the latency. Where the same number of frames lies over each sample, the samples are those of {@link Stft#inverse}, bit
 * for bit. Not thread-safe. Allocates nothing after it is made.
 */
public final class InverseStftStream {
    private final RealFft fft;
    private final OverlapAdd overlap;
    private final float[] frame;

    InverseStftStream(double[] window, int hop) {
        fft = RealFft.of(window.length);
        overlap = OverlapAdd.normalized(window, window, hop);
        frame = new float[window.length];
    }

    /**
     * The next samples.
     *
     * @param spectrum at least 2 * bins floats
     * @param samples the array for the samples from the frame's beginning on
     * @param from where these hop floats begin, written
     * @throws IllegalArgumentException if an array is too short
     */
    public void process(float[] spectrum, float[] samples, int from) {
        fft.inverse(spectrum, frame, 0);
        overlap.add(frame, samples, from);
    }

    /** Goes back to the beginning of a stream. */
    public void reset() {
        overlap.reset();
    }
}
