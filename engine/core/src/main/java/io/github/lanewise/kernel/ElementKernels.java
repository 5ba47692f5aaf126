package io.github.lanewise.kernel;

/**
 * Passes over single elements. {@link ScalarElements} and {@link VectorElements} are twins, under the contract of {@link
 * Kernels}: the same operations on every element, whole vectors, canonical NaNs.
 */
public interface ElementKernels {
    /** The contract of {@link #sigmoid} and {@link #tanh}: error in units in the last place, over all floats. */
    int MAX_ULP = 2;

    /**
     * {@code y = 1 / (1 + exp(-x))}, within {@link #MAX_ULP} of the correctly rounded value; NaN gives NaN.
     *
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n);

    /**
     * {@code y = tanh(x)}, within {@link #MAX_ULP} of the correctly rounded value, odd, -0 gives -0; NaN gives NaN.
     *
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void tanh(float[] x, int xOffset, float[] y, int yOffset, int n);

    /**
     * {@code y = x <= 0 ? 0 : x}; NaN gives NaN.
     *
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void relu(float[] x, int xOffset, float[] y, int yOffset, int n);

    /**
     * {@code z = exp(z - max)} where no z is greater than max; results below the least subnormal are 0.
     *
     * @param z the floats
     * @param at index of the first of them in z
     * @param n how many
     * @param max the greatest of them
     */
    void expBelow(float[] z, int at, int n, float max);

    /**
     * Gives every NaN {@code Float.NaN}'s bits; all else stays.
     *
     * @param z the floats
     * @param at index of the first of them in z
     * @param n how many
     */
    void canonicalNaN(float[] z, int at, int n);

    /**
     * Makes every subnormal, a magnitude below {@code Float.MIN_NORMAL}, a zero of its sign; all else stays.
     *
     * @param z the floats
     * @param at index of the first of them in z
     * @param n how many
     */
    void flushSubnormals(float[] z, int at, int n);

    /**
     * {@code y = min(t, max(-t, x))}.
     *
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     * @param threshold t, at least 0
     */
    void clip(float[] x, int xOffset, float[] y, int yOffset, int n, float threshold);

    /**
     * {@code y = max(0, min(1, alpha x + beta))}, as {@code fma(alpha, x, beta)}.
     *
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     * @param alpha the slope
     * @param beta the value at 0
     */
    void hardSigmoid(float[] x, int xOffset, float[] y, int yOffset, int n, float alpha, float beta);

    /**
     * {@code y = alpha x + beta}, as {@code fma(alpha, x, beta)}. With a beta of -0 that is the product, bit for bit.
     *
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     * @param alpha the slope
     * @param beta the value at 0
     */
    void affine(float[] x, int xOffset, float[] y, int yOffset, int n, float alpha, float beta);

    /**
     * {@code y = a x}.
     *
     * @param a factors
     * @param aOffset index of the first of them in a
     * @param x factors
     * @param xOffset index of the first of them in x
     * @param y the results; may be a or x
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void multiply(float[] a, int aOffset, float[] x, int xOffset, float[] y, int yOffset, int n);

    /**
     * {@code y = (a + x) factor}.
     *
     * @param a terms
     * @param aOffset index of the first of them in a
     * @param x terms
     * @param xOffset index of the first of them in x
     * @param y the results; may be a or x
     * @param yOffset index of the first of them in y
     * @param n how many
     * @param factor of each sum
     */
    void scaledSum(float[] a, int aOffset, float[] x, int xOffset, float[] y, int yOffset, int n, float factor);

    /**
     * {@code y = a x + b}, as {@code fma(a, x, b)}.
     *
     * @param a factors
     * @param aOffset index of the first of them in a
     * @param x factors
     * @param xOffset index of the first of them in x
     * @param b what is added
     * @param bOffset index of the first of them in b
     * @param y the results; may be a, x or b
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void multiplyAdd(
            float[] a, int aOffset, float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n);

    /**
     * {@code y = sqrt(re^2 + im^2)}, as the root of {@code fma(re, re, im im)}.
     *
     * @param re real parts
     * @param reOffset index of the first of them in re
     * @param im imaginary parts
     * @param imOffset index of the first of them in im
     * @param y the results; may be re or im
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void magnitude(float[] re, int reOffset, float[] im, int imOffset, float[] y, int yOffset, int n);

    /**
     * {@code z = a x + b y}, as {@code fma(a, x, b * y)}: the LSTM's new cell state.
     *
     * @param a factors
     * @param aOffset index of the first of them in a
     * @param x factors
     * @param xOffset index of the first of them in x
     * @param b factors
     * @param bOffset index of the first of them in b
     * @param y factors
     * @param yOffset index of the first of them in y
     * @param z the results; may be any of the others
     * @param zOffset index of the first of them in z
     * @param n how many
     */
    void multiplyAdd(
            float[] a,
            int aOffset,
            float[] x,
            int xOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset,
            float[] z,
            int zOffset,
            int n);

    /**
     * {@code y = a x + (1 - a) b}, as {@code fma(a, x - b, b)}: the GRU's new hidden state.
     *
     * @param a shares
     * @param aOffset index of the first of them in a
     * @param x what a share of 1 gives
     * @param xOffset index of the first of them in x
     * @param b what a share of 0 gives
     * @param bOffset index of the first of them in b
     * @param y the results; may be any of the others
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    void interpolate(
            float[] a, int aOffset, float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n);
}
