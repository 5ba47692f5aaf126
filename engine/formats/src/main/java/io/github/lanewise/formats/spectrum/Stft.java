package io.github.lanewise.formats.spectrum;

import io.github.lanewise.spec.Tensor;

/**
 * The short-time Fourier transform, and its inverse: spectra of frames that overlap. The numbers are those of
 * {@code torch.stft(x, size, hop, window_length, window, return_complex=True)} and of librosa's {@code stft}, but a row is a
 * frame, not a bin. Nothing is divided ({@code normalized=False}), and of the bins only those up to half of the sample rate
 * are there ({@code onesided=True}). Immutable and thread-safe.
 */
public final class Stft {
    private final int size;
    private final int hop;
    private final double[] window;

    private Stft(double[] window, int hop) {
        this.size = window.length;
        this.hop = hop;
        this.window = window;
        if (hop < 1 || hop > size) {
            throw new IllegalArgumentException("hop: expected 1 to " + size + ", the samples of a frame, found " + hop);
        }
    }

    /**
     * A transform.
     *
     * @param size samples of a frame, {@code n_fft}; at least 1
     * @param hop samples from the beginning of a frame to that of the next, 1 to size
     * @param window what the samples of a frame are multiplied with
     * @return the transform
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Stft of(int size, int hop, Window window) {
        return new Stft(window.of(size), hop);
    }

    /**
     * A transform whose window is shorter than a frame, and has zeros on both sides.
     *
     * @param size samples of a frame, {@code n_fft}; at least 1
     * @param hop samples from the beginning of a frame to that of the next, 1 to size
     * @param window what the samples of a frame are multiplied with
     * @param windowLength samples of the window, {@code win_length}; 1 to size
     * @return the transform
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Stft of(int size, int hop, Window window, int windowLength) {
        return new Stft(window.centredIn(windowLength, size), hop);
    }

    /**
     * Samples of a frame.
     *
     * @return as it was made
     */
    public int size() {
        return size;
    }

    /**
     * Samples from the beginning of a frame to that of the next.
     *
     * @return as it was made
     */
    public int hop() {
        return hop;
    }

    /**
     * Complex numbers of a spectrum.
     *
     * @return size / 2 + 1, rounded down
     */
    public int bins() {
        return size / 2 + 1;
    }

    /**
     * The spectra of a stream, hop by hop.
     *
     * @return a stream at its beginning, before which is silence; for one thread
     */
    public StftStream newStream() {
        return new StftStream(window, hop);
    }

    /**
     * The sound of a stream of spectra, hop by hop.
     *
     * @return a stream at its beginning, for one thread
     * @throws IllegalArgumentException if the windows leave a sample of each hop out
     */
    public InverseStftStream newInverseStream() {
        return new InverseStftStream(window, hop);
    }

    /**
     * The spectra of a whole recording.
     *
     * @param samples the recording
     * @param edges what lies beyond its ends
     * @return shape (frames, bins, 2), real and imaginary part of each bin
     * @throws IllegalArgumentException if the recording is too short for a frame or for its mirror, or has too many frames for
     *     an array
     */
    public Tensor transform(float[] samples, Edges edges) {
        float[] padded = WholeRecording.padded(samples, edges, size);
        int frames = WholeRecording.frames(padded.length, size, hop, bins());
        RealFft fft = RealFft.of(size);
        float[] frame = new float[size];
        float[] spectrum = new float[2 * bins()];
        float[] spectra = new float[frames * spectrum.length];
        for (int t = 0; t < frames; t++) {
            Frames.apply(window, padded, t * hop, frame);
            fft.forward(frame, 0, spectrum);
            System.arraycopy(spectrum, 0, spectra, t * spectrum.length, spectrum.length);
        }
        return Tensor.of(spectra, frames, bins(), 2);
    }

    /**
     * The recording of spectra: {@code torch.istft}. Each frame is multiplied with the window once more, and the sum of the
     * frames is divided by the sum of the windows' squares. Where these are 0, as before the second sample with a Hann window
     * and {@link Edges#NONE}, the recording is 0; PyTorch refuses that, and librosa does the same as here.
     *
     * @param spectra shape (frames, bins, 2)
     * @param edges what {@link #transform} was told
     * @param length samples of the recording; what no frame reaches is silence
     * @return the recording
     * @throws IllegalArgumentException if the spectra have another shape, or the length is negative
     */
    public float[] inverse(Tensor spectra, Edges edges, int length) {
        if (spectra.rank() != 3 || spectra.size(1) != bins() || spectra.size(2) != 2) {
            throw new IllegalArgumentException(
                    "spectra: expected shape (frames, " + bins() + ", 2), found " + spectra.shapeText());
        }
        if (length < 0) {
            throw new IllegalArgumentException("length: expected at least 0 samples, found " + length);
        }
        return WholeRecording.inverse(spectra, window, hop, edges == Edges.NONE ? 0 : size / 2, length);
    }
}
