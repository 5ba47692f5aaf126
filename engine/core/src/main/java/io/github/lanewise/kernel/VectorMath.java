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
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The functions of one vector behind {@link VectorKernels}: the twin of {@link ScalarMath}, lane by lane. They fit any
 * width; each is short enough to be inlined where the width is known.
 */
final class VectorMath {
    private VectorMath() {}

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector numerator = e.blend(1f, x.compare(GE, 0f));
        return canonicalNaN(numerator.div(e.add(1f)));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector y = x.abs().mul(-2f);
        y = y.blend(TANH_LEAST, y.compare(LT, TANH_LEAST));
        FloatVector rounded = y.fma(x.broadcast(LOG2_E), x.broadcast(ROUND));
        FloatVector m = expMinus1(remainder(y, rounded.sub(ROUND)));
        FloatVector scale = powerOf2(rounded.reinterpretAsInts().sub(ROUND_BITS));
        m = scale.fma(m, scale.sub(1f));
        IntVector magnitude = x.broadcast(0f).sub(m).div(m.add(2f)).reinterpretAsInts();
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return canonicalNaN(magnitude.or(sign).reinterpretAsFloats());
    }

    /** {@code exp(y)} for y of at most 0. */
    static FloatVector exp(FloatVector y) {
        FloatVector clamped = y.blend(LEAST, y.compare(LT, LEAST));
        FloatVector rounded = clamped.fma(y.broadcast(LOG2_E), y.broadcast(ROUND));
        FloatVector e = expMinus1(remainder(clamped, rounded.sub(ROUND))).add(1f);
        IntVector n = rounded.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = n.lanewise(ASHR, 1);
        return e.mul(powerOf2(half)).mul(powerOf2(n.sub(half)));
    }

    private static FloatVector remainder(FloatVector y, FloatVector n) {
        return n.fma(y.broadcast(MINUS_LN2_LOW), n.fma(y.broadcast(MINUS_LN2_HIGH), y));
    }

    private static FloatVector expMinus1(FloatVector r) {
        FloatVector p = r.fma(r.broadcast(P4), r.broadcast(P3));
        p = p.fma(r, r.broadcast(P2));
        p = p.fma(r, r.broadcast(P1));
        p = p.fma(r, r.broadcast(P0));
        return r.mul(r).fma(p, r);
    }

    private static FloatVector powerOf2(IntVector n) {
        return n.add(EXPONENT_BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
    }

    /** Every NaN with the bits of {@code Float.NaN}. */
    static FloatVector canonicalNaN(FloatVector x) {
        return x.blend(Float.NaN, x.compare(NE, x));
    }
}
