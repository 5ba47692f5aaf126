package io.github.lanewise.formats.spectrum;

/**
 * The discrete Fourier transform of complex numbers, {@code X[k] = sum over j of x[j] exp(-2 pi i j k / n)}. Called with the two
 * arrays in each other's place it computes the inverse, times n. Not thread-safe.
 */
sealed interface ComplexFft permits PowerOfTwoFft, ChirpFft {
    /** A transform of n numbers. */
    static ComplexFft of(int n) {
        return Integer.bitCount(n) == 1 ? new PowerOfTwoFft(n) : new ChirpFft(n);
    }

    /**
     * Transforms in place.
     *
     * @param re n real parts
     * @param im n imaginary parts
     */
    void transform(double[] re, double[] im);
}
