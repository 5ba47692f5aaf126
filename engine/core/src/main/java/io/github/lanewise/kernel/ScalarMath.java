package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.EXPONENT_BIAS;
import static io.github.lanewise.kernel.Exponential.EXPONENT_SHIFT;
import static io.github.lanewise.kernel.Exponential.LEAST;
import static io.github.lanewise.kernel.Exponential.LOG2_E;
import static io.github.lanewise.kernel.Exponential.MINUS_LN2_HIGH;
import static io.github.lanewise.kernel.Exponential.MINUS_LN2_LOW;
import static io.github.lanewise.kernel.Exponential.P0;
import static io.github.lanewise.kernel.Exponential.P1;
import static io.github.lanewise.kernel.Exponential.P2;
import static io.github.lanewise.kernel.Exponential.P3;
import static io.github.lanewise.kernel.Exponential.P4;
import static io.github.lanewise.kernel.Exponential.ROUND;
import static io.github.lanewise.kernel.Exponential.ROUND_BITS;
import static io.github.lanewise.kernel.Exponential.TANH_LEAST;

/** The functions of one float behind {@link ScalarKernels}: {@link VectorKernels} has the same operations in its passes. */
final class ScalarMath {
    private ScalarMath() {}

    /** With {@code e = exp(-|x|)}: {@code e / (1 + e)} below zero, {@code 1 / (1 + e)} above; e never overflows. */
    static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        float numerator = x < 0 ? e : 1f;
        return canonicalNaN(numerator / (1f + e));
    }

    /** {@code (0 - m) / (2 + m)} with {@code m = exp(-2|x|) - 1}, accurate near zero too; never -0 before the sign. */
    static float tanh(float x) {
        float y = Math.abs(x) * -2f;
        y = y < TANH_LEAST ? TANH_LEAST : y;
        float rounded = Math.fma(y, LOG2_E, ROUND);
        float m = expMinus1(remainder(y, rounded - ROUND));
        float scale = powerOf2(Float.floatToRawIntBits(rounded) - ROUND_BITS);
        m = Math.fma(scale, m, scale - 1f);
        int magnitude = Float.floatToRawIntBits((0f - m) / (2f + m));
        int sign = Float.floatToRawIntBits(x) & Integer.MIN_VALUE;
        return canonicalNaN(Float.intBitsToFloat(magnitude | sign));
    }

    /** {@code exp(y)} for y of at most 0. Scaled in two halves, since 2^n alone may be below the normal numbers. */
    private static float exp(float y) {
        float clamped = y < LEAST ? LEAST : y;
        float rounded = Math.fma(clamped, LOG2_E, ROUND);
        float e = expMinus1(remainder(clamped, rounded - ROUND)) + 1f;
        int n = Float.floatToRawIntBits(rounded) - ROUND_BITS;
        int half = n >> 1;
        return e * powerOf2(half) * powerOf2(n - half);
    }

    /** {@code s / (1 - s)}: exp(x) from sigmoid(x), for x of at most 0, where 1 - s loses nothing. */
    static float odds(float s) {
        return canonicalNaN(s / (1f - s));
    }

    private static float remainder(float y, float n) {
        return Math.fma(n, MINUS_LN2_LOW, Math.fma(n, MINUS_LN2_HIGH, y));
    }

    private static float expMinus1(float r) {
        float p = Math.fma(P4, r, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r, P1);
        p = Math.fma(p, r, P0);
        return Math.fma(r * r, p, r);
    }

    private static float powerOf2(int n) {
        return Float.intBitsToFloat((n + EXPONENT_BIAS) << EXPONENT_SHIFT);
    }

    /** Every NaN with the bits of {@code Float.NaN}. */
    static float canonicalNaN(float x) {
        return Float.isNaN(x) ? Float.NaN : x;
    }
}
