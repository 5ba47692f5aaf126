package io.github.lanewise.kernel;

import io.github.lanewise.memory.AlignedFloats;

/**
 * Passes over single elements that only variants of cells and front ends need. {@link ScalarElements} and {@link VectorElements} are
 * twins, under the same contract as {@link Kernels}: the same operations on every element, whole vectors, canonical NaNs.
 */
public interface ElementKernels {
    /**
     * {@code y = min(t, max(-t, x))}.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     * @param threshold t, at least 0
     */
    void clip(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float threshold);

    /**
     * {@code y = max(0, min(1, alpha x + beta))}, as {@code fma(alpha, x, beta)}.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     * @param alpha the slope
     * @param beta the value at 0
     */
    void hardSigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha, float beta);

    /**
     * {@code y = alpha x + beta}, as {@code fma(alpha, x, beta)}. With a beta of -0 that is the product, bit for bit.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     * @param alpha the slope
     * @param beta the value at 0
     */
    void affine(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha, float beta);

    /**
     * {@code y = a x}.
     *
     * @param a factors
     * @param aAt where they begin
     * @param x factors
     * @param xAt where they begin
     * @param y the results; may be a or x
     * @param yAt where they begin
     * @param n how many
     */
    void multiply(AlignedFloats a, long aAt, AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n);

    /**
     * {@code y = a x + b}, as {@code fma(a, x, b)}.
     *
     * @param a factors
     * @param aAt where they begin
     * @param x factors
     * @param xAt where they begin
     * @param b what is added
     * @param bAt where they begin
     * @param y the results; may be a, x or b
     * @param yAt where they begin
     * @param n how many
     */
    void multiplyAdd(
            AlignedFloats a,
            long aAt,
            AlignedFloats x,
            long xAt,
            AlignedFloats b,
            long bAt,
            AlignedFloats y,
            long yAt,
            int n);

    /**
     * {@code y = sqrt(re^2 + im^2)}, as the root of {@code fma(re, re, im im)}.
     *
     * @param re real parts
     * @param reAt where they begin
     * @param im imaginary parts
     * @param imAt where they begin
     * @param y the results; may be re or im
     * @param yAt where they begin
     * @param n how many
     */
    void magnitude(AlignedFloats re, long reAt, AlignedFloats im, long imAt, AlignedFloats y, long yAt, int n);
}
