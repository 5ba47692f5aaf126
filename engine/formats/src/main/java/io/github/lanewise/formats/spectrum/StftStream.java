package io.github.lanewise.formats.spectrum;

/**
 * The spectra of a stream: hop samples in, one spectrum out. Before the beginning is silence, so that the first frame ends with
 * the first hop. From the first frame that lies within the stream on, if the size is a multiple of the hop, the spectra are those
 * of {@link Stft#transform} with {@link Edges#NONE}, bit for bit. Not thread-safe. Allocates nothing after it is made.
 */
public final class StftStream {
    private final int hop;
    private final Frames frames;
    private final RealFft fft;
    private final float[] frame;

    StftStream(double[] window, int hop) {
        this.hop = hop;
        frames = new Frames(window, hop, window.length - hop);
        fft = RealFft.of(window.length);
        frame = new float[window.length];
    }

    /**
     * The next spectrum.
     *
     * @param samples the array with the stream's next samples
     * @param from where these hop floats begin
     * @param spectrum at least 2 * bins floats, written
     * @throws IllegalArgumentException if an array is too short; the stream stays then
     */
    public void process(float[] samples, int from, float[] spectrum) {
        ArrayChecks.requireRoom("samples", samples.length, from, hop);
        ArrayChecks.requireRoom("spectrum", spectrum.length, 0, 2 * fft.bins());
        frames.take(samples, from, hop);
        frames.next(frame);
        fft.forward(frame, 0, spectrum);
    }

    /** Goes back to the beginning of a stream. */
    public void reset() {
        frames.reset();
    }
}
