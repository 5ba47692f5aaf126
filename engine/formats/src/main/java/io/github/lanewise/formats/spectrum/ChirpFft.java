package io.github.lanewise.formats.spectrum;

import java.util.Arrays;

/**
 * Transforms any number of numbers, as a convolution with a chirp (L. I. Bluestein, 1970): since
 * {@code j k = (j^2 + k^2 - (k - j)^2) / 2}, the transform is a product with {@code exp(-pi i j^2 / n)}, a convolution with the
 * inverse of that, and the same product again. The convolution takes two transforms of a power of two.
 */
final class ChirpFft implements ComplexFft {
    private final int n;
    private final int padded;
    private final double[] chirpRe;
    private final double[] chirpIm;

    /** The transform of the inverse chirp, divided by its length. */
    private final double[] filterRe;

    private final double[] filterIm;
    private final ComplexFft fft;
    private final double[] re;
    private final double[] im;

    ChirpFft(int n) {
        if (n > 1 << 28) {
            throw new IllegalArgumentException("size: expected at most " + (1 << 28) + ", found " + n);
        }
        this.n = n;
        padded = Integer.highestOneBit(2 * n - 1) * 2;
        fft = ComplexFft.of(padded);
        re = new double[padded];
        im = new double[padded];
        chirpRe = new double[n];
        chirpIm = new double[n];
        filterRe = new double[padded];
        filterIm = new double[padded];
        for (int j = 0; j < n; j++) {
            // The square modulo 2 n, which turns the angle by whole circles, keeps the angle small and exact.
            double angle = Math.PI * ((long) j * j % (2L * n)) / n;
            chirpRe[j] = StrictMath.cos(angle);
            chirpIm[j] = -StrictMath.sin(angle);
            int mirrored = (padded - j) % padded;
            filterRe[j] = chirpRe[j] / padded;
            filterIm[j] = -chirpIm[j] / padded;
            filterRe[mirrored] = filterRe[j];
            filterIm[mirrored] = filterIm[j];
        }
        fft.transform(filterRe, filterIm);
    }

    @Override
    public void transform(double[] valuesRe, double[] valuesIm) {
        for (int j = 0; j < n; j++) {
            re[j] = valuesRe[j] * chirpRe[j] - valuesIm[j] * chirpIm[j];
            im[j] = valuesRe[j] * chirpIm[j] + valuesIm[j] * chirpRe[j];
        }
        Arrays.fill(re, n, padded, 0);
        Arrays.fill(im, n, padded, 0);
        convolve();
        for (int k = 0; k < n; k++) {
            valuesRe[k] = re[k] * chirpRe[k] - im[k] * chirpIm[k];
            valuesIm[k] = re[k] * chirpIm[k] + im[k] * chirpRe[k];
        }
    }

    private void convolve() {
        fft.transform(re, im);
        for (int k = 0; k < padded; k++) {
            double productRe = re[k] * filterRe[k] - im[k] * filterIm[k];
            im[k] = re[k] * filterIm[k] + im[k] * filterRe[k];
            re[k] = productRe;
        }
        fft.transform(im, re);
    }
}
