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

    /** Coefficients of p, from r^0 to r^4. */
    static final float P0 = 0.5f;

    static final float P1 = 0x1.5554acp-3f;
    static final float P2 = 0x1.5554acp-5f;
    static final float P3 = 0x1.1229c2p-7f;
    static final float P4 = 0x1.6d759p-10f;

    static final int EXPONENT_SHIFT = 23;

    /**
     * 1.5 * 2^23, plus a float's exponent bias: adding it rounds to the nearest integer n, which then stands, biased, in
     * the low bits of the float; shifted up by {@link #EXPONENT_SHIFT} these bits are the float 2^n.
     */
    static final float ROUND = 0x1.8p23f + 127;

    /** The same for 2^(n + 32): n goes down to -150, and 2^n alone may be below the normal numbers. */
    static final float ROUND_SCALED = ROUND + 32;

    static final float UNSCALE = 0x1p-32f;

    /**
     * exp of anything below -104 is 0 in float: half the least subnormal number is exp(-103.97). As bits, because the bits
     * of negative floats, taken as ints, ascend with the magnitude: the lesser of two is the float nearer to zero.
     */
    static final int EXP_LEAST_BITS = Float.floatToRawIntBits(-104f);

    /** tanh(x) is 1 in float where exp(-2|x|) is below 2^-25, so beyond |x| = 9; -10 leaves room. */
    static final int TANH_LEAST_BITS = Float.floatToRawIntBits(-10f);

    /** tanh reduces 2x in terms of s = r / 2, so the same constants come in other powers of two. */
    static final float LOG2_E2 = 2 * LOG2_E;

    static final float MINUS_HALF_LN2_HIGH = MINUS_LN2_HIGH / 2;
    static final float MINUS_HALF_LN2_LOW = MINUS_LN2_LOW / 2;
    static final float Q0 = 4 * P0;
    static final float Q1 = 8 * P1;
    static final float Q2 = 16 * P2;
    static final float Q3 = 32 * P3;
    static final float Q4 = 64 * P4;

    private Exponential() {}
}
