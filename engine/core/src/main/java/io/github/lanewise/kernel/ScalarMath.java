package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.*;

/** The functions of one float behind the scalar twins; the vector twins write out the same operations. */
final class ScalarMath {
    private ScalarMath() {}

    /** With {@code e = exp(-|x|)}: {@code e / (1 + e)} below zero, {@code 1 / (1 + e)} above; e never overflows. */
    static float sigmoid(float x) {
        float t = minusMagnitude(x, EXP_LEAST_BITS);
        float rounded = Math.fma(t, LOG2_E, ROUND_SCALED);
        float whole = rounded - ROUND_SCALED;
        float r = Math.fma(whole, MINUS_LN2_LOW, Math.fma(whole, MINUS_LN2_HIGH, t));
        float p = Math.fma(r, P4, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r, P1);
        p = Math.fma(p, r, P0);
        p = Math.fma(r * r, p, r);
        float power = power(rounded);
        float e = Math.fma(p, power, power) * UNSCALE;
        return Float.isNaN(x) ? Float.NaN : (x >= 0 ? 1f : e) / (e + 1f);
    }

    /** {@code m / (2 + m)} with {@code m = exp(-2|x|) - 1}, accurate near zero too, and the sign of x. */
    static float tanh(float x) {
        float t = minusMagnitude(x, TANH_LEAST_BITS);
        float rounded = Math.fma(t, LOG2_E2, ROUND);
        float whole = rounded - ROUND;
        float s = Math.fma(whole, MINUS_HALF_LN2_LOW, Math.fma(whole, MINUS_HALF_LN2_HIGH, t));
        float p = Math.fma(s, Q4, Q3);
        p = Math.fma(p, s, Q2);
        p = Math.fma(p, s, Q1);
        p = Math.fma(p, s, Q0);
        p = Math.fma(s * s, p, s + s);
        float power = power(rounded);
        float m = Math.fma(p, power, power - 1f);
        return Float.isNaN(x) ? Float.NaN : Math.copySign(m / (m + 2f), x);
    }

    /** {@code -|x|}, no less than a limit that is given by its bits. */
    private static float minusMagnitude(float x, int leastBits) {
        return Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(x) | Integer.MIN_VALUE, leastBits));
    }

    private static float power(float rounded) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    }

    /** {@code s / (1 - s)}: exp(x) from sigmoid(x), for x of at most 0, where 1 - s loses nothing. */
    static float odds(float s) {
        return canonicalNaN(s / (1f - s));
    }

    /** Every NaN with the bits of {@code Float.NaN}. */
    static float canonicalNaN(float x) {
        return Float.isNaN(x) ? Float.NaN : x;
    }
}
