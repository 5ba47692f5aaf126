package io.github.lanewise.formats.spectrum;

import java.util.Arrays;

/**
 * The discrete Fourier transform of a frame of real samples, and its inverse: NumPy's {@code rfft} and {@code irfft}. Sizes that
 * are a power of two are fastest, then other even ones. Not thread-safe. Allocates nothing after it is made.
 */
public final class RealFft {
    private final int size;
    private final int bins;

    /** Of half the size, two samples as one complex number; of the whole size where that is odd. */
    private final int n;

    private final ComplexFft fft;
    private final RootsOfUnity roots;
    private final double[] re;
    private final double[] im;

    private RealFft(int size) {
        this.size = size;
        bins = size / 2 + 1;
        n = size % 2 == 0 ? size / 2 : size;
        fft = ComplexFft.of(n);
        roots = RootsOfUnity.first(bins, size);
        re = new double[n];
        im = new double[n];
    }

    /**
     * A transform.
     *
     * @param size samples of a frame, at least 1
     * @return the transform, for one thread
     * @throws IllegalArgumentException if the size is below 1, or above 2^28 and no power of two
     */
    public static RealFft of(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size: expected at least 1 sample, found " + size);
        }
        return new RealFft(size);
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
     * Complex numbers of a spectrum.
     *
     * @return size / 2 + 1, rounded down
     */
    public int bins() {
        return bins;
    }

    /**
     * From samples to a spectrum.
     *
     * @param samples the array with the frame
     * @param from where its size floats begin
     * @param spectrum at least 2 * bins floats, written: real and imaginary part of each bin
     * @throws IllegalArgumentException if an array is too short
     */
    public void forward(float[] samples, int from, float[] spectrum) {
        ArrayChecks.requireRoom("samples", samples.length, from, size);
        ArrayChecks.requireRoom("spectrum", spectrum.length, 0, 2 * bins);
        if (n == size) {
            for (int i = 0; i < n; i++) {
                re[i] = samples[from + i];
            }
            Arrays.fill(im, 0);
            fft.transform(re, im);
            for (int k = 0; k < bins; k++) {
                put(spectrum, k, re[k], im[k]);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            re[i] = samples[from + 2 * i];
            im[i] = samples[from + 2 * i + 1];
        }
        fft.transform(re, im);
        for (int k = 0; k < bins; k++) {
            separate(k, spectrum);
        }
    }

    /** Bin k of the transforms of the even and of the odd samples, put together. */
    private void separate(int k, float[] spectrum) {
        int here = k % n;
        int mirrored = (n - k) % n;
        double evenRe = (re[here] + re[mirrored]) / 2;
        double evenIm = (im[here] - im[mirrored]) / 2;
        double oddRe = (im[here] + im[mirrored]) / 2;
        double oddIm = (re[mirrored] - re[here]) / 2;
        double wRe = roots.re(k);
        double wIm = roots.im(k);
        put(spectrum, k, evenRe + (wRe * oddRe - wIm * oddIm), evenIm + (wRe * oddIm + wIm * oddRe));
    }

    private static void put(float[] spectrum, int k, double real, double imaginary) {
        spectrum[2 * k] = Rounding.toFloat(real);
        spectrum[2 * k + 1] = Rounding.toFloat(imaginary);
    }

    /**
     * From a spectrum to samples, divided by the size. A spectrum of real samples has no imaginary part at 0 Hz nor, for an even
     * size, at the last bin; what stands there does not count.
     *
     * @param spectrum at least 2 * bins floats
     * @param samples the array for the frame
     * @param from where its size floats begin, written
     * @throws IllegalArgumentException if an array is too short
     */
    public void inverse(float[] spectrum, float[] samples, int from) {
        ArrayChecks.requireRoom("spectrum", spectrum.length, 0, 2 * bins);
        ArrayChecks.requireRoom("samples", samples.length, from, size);
        if (n == size) {
            unfold(spectrum);
            fft.transform(im, re);
            for (int i = 0; i < n; i++) {
                samples[from + i] = Rounding.toFloat(re[i] / n);
            }
            return;
        }
        for (int k = 0; k < n; k++) {
            join(k, spectrum);
        }
        fft.transform(im, re);
        for (int i = 0; i < n; i++) {
            samples[from + 2 * i] = Rounding.toFloat(re[i] / n);
            samples[from + 2 * i + 1] = Rounding.toFloat(im[i] / n);
        }
    }

    /** All bins of an odd size: the upper ones mirror the lower ones. */
    private void unfold(float[] spectrum) {
        re[0] = spectrum[0];
        im[0] = 0;
        for (int k = 1; k < bins; k++) {
            re[k] = spectrum[2 * k];
            im[k] = spectrum[2 * k + 1];
            re[n - k] = re[k];
            im[n - k] = -im[k];
        }
    }

    /** The reverse of {@link #separate}. */
    private void join(int k, float[] spectrum) {
        int mirrored = n - k;
        double hereRe = spectrum[2 * k];
        double hereIm = k == 0 ? 0 : spectrum[2 * k + 1];
        double thereRe = spectrum[2 * mirrored];
        double thereIm = k == 0 ? 0 : spectrum[2 * mirrored + 1];
        double turnedRe = (hereRe - thereRe) / 2;
        double turnedIm = (hereIm + thereIm) / 2;
        double wRe = roots.re(k);
        double wIm = -roots.im(k);
        re[k] = (hereRe + thereRe) / 2 - (wRe * turnedIm + wIm * turnedRe);
        im[k] = (hereIm - thereIm) / 2 + (wRe * turnedRe - wIm * turnedIm);
    }
}
