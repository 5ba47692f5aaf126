package io.github.lanewise.kernel;

/**
 * The one approximation behind sigmoid, tanh and softmax, as constants that both twins share.
 *
 * <p>{@code y = n ln 2 + r} with {@code |r| <= ln 2 / 2} (Cody and Waite's reduction in two fma), then
 * {@code exp(r) - 1 = r + r^2 p(r)}, p of degree 4 fitted by least squares over Chebyshev nodes, weighted for relative
 * error.
 */
final class Exponential {
    static final float LOG2_E = 0x1.715476p+0f;

    /** ln 2 rounded to float, and what the rounding lost; both negated. */
    static final float MINUS_LN2_HIGH = -0x1.62e43p-1f;

    static final float MINUS_LN2_LOW = 0x1.05c61p-29f;

    /** 1.5 * 2^23: adding it rounds to the nearest integer, which then stands in the low bits of the float. */
    static final float ROUND = 0x1.8p23f;

    static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    /** Coefficients of p, from r^0 to r^4. */
    static final float P0 = 0.5f;

    static final float P1 = 0x1.5554acp-3f;
    static final float P2 = 0x1.5554acp-5f;
    static final float P3 = 0x1.1229c2p-7f;
    static final float P4 = 0x1.6d759p-10f;

    /** exp of anything below is 0 in float: half the least subnormal number is exp(-103.97). */
    static final float LEAST = -104f;

    /** tanh(x) is 1 in float where exp(-2|x|) is below 2^-25, so beyond |x| = 9; -20 leaves room. */
    static final float TANH_LEAST = -20f;

    static final int EXPONENT_BIAS = 127;
    static final int EXPONENT_SHIFT = 23;

    private Exponential() {}
}
