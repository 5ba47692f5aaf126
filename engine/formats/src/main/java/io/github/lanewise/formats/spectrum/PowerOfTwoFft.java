package io.github.lanewise.formats.spectrum;

/** Transforms 2^m numbers: radix 2, decimation in time (J. W. Cooley, J. W. Tukey, 1965). Immutable. */
final class PowerOfTwoFft implements ComplexFft {
    private final int n;

    /** Where each number goes: its index with the bits reversed. */
    private final int[] reversed;

    /** Of the stage whose butterflies are {@code half} apart, the factors lie at half - 1 and on. */
    private final double[] factorRe;

    private final double[] factorIm;

    PowerOfTwoFft(int n) {
        this.n = n;
        reversed = new int[n];
        for (int i = 1; i < n; i++) {
            reversed[i] = Integer.reverse(i) >>> (1 + Integer.numberOfLeadingZeros(n));
        }
        factorRe = new double[Math.max(0, n - 1)];
        factorIm = new double[factorRe.length];
        for (int half = 1; half < n; half *= 2) {
            RootsOfUnity roots = RootsOfUnity.first(half, 2 * half);
            for (int k = 0; k < half; k++) {
                factorRe[half - 1 + k] = roots.re(k);
                factorIm[half - 1 + k] = roots.im(k);
            }
        }
    }

    @Override
    public void transform(double[] re, double[] im) {
        reorder(re);
        reorder(im);
        for (int half = 1; half < n; half *= 2) {
            for (int begin = 0; begin < n; begin += 2 * half) {
                butterflies(re, im, begin, half);
            }
        }
    }

    private void reorder(double[] values) {
        for (int i = 0; i < n; i++) {
            int j = reversed[i];
            if (i < j) {
                double kept = values[i];
                values[i] = values[j];
                values[j] = kept;
            }
        }
    }

    private void butterflies(double[] re, double[] im, int begin, int half) {
        for (int k = 0; k < half; k++) {
            double wRe = factorRe[half - 1 + k];
            double wIm = factorIm[half - 1 + k];
            int upper = begin + k;
            int lower = upper + half;
            double turnedRe = re[lower] * wRe - im[lower] * wIm;
            double turnedIm = re[lower] * wIm + im[lower] * wRe;
            re[lower] = re[upper] - turnedRe;
            im[lower] = im[upper] - turnedIm;
            re[upper] += turnedRe;
            im[upper] += turnedIm;
        }
    }
}
