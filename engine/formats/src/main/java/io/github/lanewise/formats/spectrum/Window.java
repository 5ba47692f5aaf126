package io.github.lanewise.formats.spectrum;

/** What the samples of a frame are multiplied with. */
public enum Window {
    /** Ones. */
    RECTANGULAR(1, 0, false),
    /** Hann's, periodic: {@code torch.hann_window(n)}, SciPy's and librosa's {@code hann}. */
    HANN(0.5, 0.5, false),
    /** Hann's, symmetric: {@code numpy.hanning(n)}, {@code torch.hann_window(n, periodic=False)}. */
    HANN_SYMMETRIC(0.5, 0.5, true),
    /** Hamming's, periodic: {@code torch.hamming_window(n)}, SciPy's and librosa's {@code hamming}. */
    HAMMING(0.54, 0.46, false),
    /** Hamming's, symmetric: {@code numpy.hamming(n)}, {@code torch.hamming_window(n, periodic=False)}. */
    HAMMING_SYMMETRIC(0.54, 0.46, true),
    /** The square root of {@link #HANN}. Before and behind a spectrum both together are {@link #HANN}. */
    SQRT_HANN(0.5, 0.5, false);

    private final double constant;
    private final double cosine;
    private final boolean symmetric;

    Window(double constant, double cosine, boolean symmetric) {
        this.constant = constant;
        this.cosine = cosine;
        this.symmetric = symmetric;
    }

    /**
     * The window's numbers.
     *
     * @param size of the frame, at least 1
     * @return size numbers; 1 alone for a size of 1
     * @throws IllegalArgumentException if the size is below 1
     */
    public double[] of(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size: expected at least 1 sample, found " + size);
        }
        double[] window = new double[size];
        int period = symmetric ? size - 1 : size;
        for (int i = 0; i < size; i++) {
            double value = size == 1 ? 1 : constant - cosine * StrictMath.cos(2 * Math.PI * i / period);
            window[i] = this == SQRT_HANN ? Math.sqrt(value) : value;
        }
        return window;
    }

    /**
     * The numbers of a shorter window, in the middle of zeros: {@code win_length} of {@code torch.stft} and librosa.
     *
     * @param length of the window, 1 to size
     * @param size of the frame
     * @return size numbers
     * @throws IllegalArgumentException if the length is out of range
     */
    public double[] centredIn(int length, int size) {
        if (length < 1 || length > size) {
            throw new IllegalArgumentException(
                    "length of the window: expected 1 to " + size + ", the samples of a frame, found " + length);
        }
        double[] window = new double[size];
        System.arraycopy(of(length), 0, window, (size - length) / 2, length);
        return window;
    }
}
