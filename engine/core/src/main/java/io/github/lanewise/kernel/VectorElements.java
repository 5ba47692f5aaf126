package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.*;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarElements}; {@link VectorWidths} makes one per width. The passes are short, and each writes out what
 * it does, for the reasons in {@link VectorLstm}.
 *
 * <p>Where fewer floats than lanes are left, a pass computes a whole vector all the same. Masked loads and stores would need
 * AVX-512 to be as fast, and blending the old values back cost a tenth of each pass.
 */
final class VectorElements implements ElementKernels, Counted {
    private static final VectorSpecies<Float> FLOATS = VectorWidths.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();

    /** Exact classes, see {@link VectorWidths}. */
    private static final Class<? extends FloatVector> FLOAT_VECTOR =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> INT_VECTOR =
            IntVector.zero(VectorSpecies.of(int.class, FLOATS.vectorShape())).getClass();
    private static final float[] NONE = {};

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i));
            IntVector negative = INT_VECTOR.cast(xi.reinterpretAsInts()).or(Integer.MIN_VALUE);
            FloatVector t =
                    FLOAT_VECTOR.cast(negative.lanewise(MIN, EXP_LEAST_BITS).reinterpretAsFloats());
            FloatVector rounded = t.fma(LOG2_E, ROUND_SCALED);
            FloatVector whole = rounded.sub(ROUND_SCALED);
            FloatVector s = whole.lanewise(FMA, MINUS_LN2_HIGH, t);
            s = whole.lanewise(FMA, MINUS_LN2_LOW, s);
            FloatVector p = s.fma(P4, P3);
            p = p.lanewise(FMA, s, P2).lanewise(FMA, s, P1);
            p = s.mul(s).fma(p.lanewise(FMA, s, P0), s);
            FloatVector power = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(rounded.reinterpretAsInts())
                    .lanewise(LSHL, EXPONENT_SHIFT)
                    .reinterpretAsFloats());
            FloatVector e = p.fma(power, power).mul(UNSCALE);
            FloatVector result = e.blend(1f, xi.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, xi.compare(NE, xi));
            result.intoArray(y, yOffset + i);
        }
    }

    @Override
    public void tanh(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i));
            IntVector negative = INT_VECTOR.cast(xi.reinterpretAsInts()).or(Integer.MIN_VALUE);
            FloatVector t =
                    FLOAT_VECTOR.cast(negative.lanewise(MIN, TANH_LEAST_BITS).reinterpretAsFloats());
            FloatVector rounded = t.fma(LOG2_E2, ROUND);
            FloatVector whole = rounded.sub(ROUND);
            FloatVector s = whole.lanewise(FMA, MINUS_HALF_LN2_HIGH, t);
            s = whole.lanewise(FMA, MINUS_HALF_LN2_LOW, s);
            FloatVector p = s.fma(Q4, Q3);
            p = p.lanewise(FMA, s, Q2).lanewise(FMA, s, Q1);
            p = s.mul(s).fma(p.lanewise(FMA, s, Q0), s.add(s));
            FloatVector power = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(rounded.reinterpretAsInts())
                    .lanewise(LSHL, EXPONENT_SHIFT)
                    .reinterpretAsFloats());
            FloatVector m = p.fma(power, power.sub(1f));
            IntVector signed = INT_VECTOR
                    .cast(m.div(m.add(2f)).reinterpretAsInts())
                    .lanewise(BITWISE_BLEND, INT_VECTOR.cast(xi.reinterpretAsInts()), Integer.MIN_VALUE);
            FloatVector result = FLOAT_VECTOR.cast(signed.reinterpretAsFloats()).blend(Float.NaN, xi.compare(NE, xi));
            result.intoArray(y, yOffset + i);
        }
    }

    @Override
    public void relu(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i));
            xi.blend(0f, xi.compare(LE, 0f))
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoArray(y, yOffset + i);
        }
    }

    /**
     * The odds of a sigmoid, s / (1 - s). All in one method: callers that C1 has compiled have this one inlined, and call methods of its own
     * apart from it, which nothing has warmed.
     */
    @Override
    public void expBelow(float[] z, int at, int n, float max) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FLOAT_VECTOR.cast(
                    FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, z, at + i)).sub(max));
            IntVector negative = INT_VECTOR.cast(xi.reinterpretAsInts()).or(Integer.MIN_VALUE);
            FloatVector t =
                    FLOAT_VECTOR.cast(negative.lanewise(MIN, EXP_LEAST_BITS).reinterpretAsFloats());
            FloatVector rounded = t.fma(LOG2_E, ROUND_SCALED);
            FloatVector whole = rounded.sub(ROUND_SCALED);
            FloatVector s = whole.lanewise(FMA, MINUS_LN2_HIGH, t);
            s = whole.lanewise(FMA, MINUS_LN2_LOW, s);
            FloatVector p = s.fma(P4, P3);
            p = p.lanewise(FMA, s, P2).lanewise(FMA, s, P1);
            p = s.mul(s).fma(p.lanewise(FMA, s, P0), s);
            FloatVector power = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(rounded.reinterpretAsInts())
                    .lanewise(LSHL, EXPONENT_SHIFT)
                    .reinterpretAsFloats());
            FloatVector e = p.fma(power, power).mul(UNSCALE);
            FloatVector sigmoid = e.blend(1f, xi.compare(GE, 0f)).div(e.add(1f));
            sigmoid.div(FLOAT_VECTOR.cast(broadcast(FLOATS, 1f)).sub(sigmoid))
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoArray(z, at + i);
        }
    }

    @Override
    public void flushSubnormals(float[] z, int at, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector x = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, z, at + i));
            FloatVector zero = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(x.reinterpretAsInts())
                    .and(Integer.MIN_VALUE)
                    .reinterpretAsFloats());
            x.blend(zero, x.abs().compare(LT, Float.MIN_NORMAL)).intoArray(z, at + i);
        }
    }

    @Override
    public void canonicalNaN(float[] z, int at, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector x = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, z, at + i));
            x.blend(Float.NaN, x.compare(NE, x)).intoArray(z, at + i);
        }
    }

    @Override
    public void clip(float[] x, int xOffset, float[] y, int yOffset, int n, float threshold) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i));
            FloatVector atLeast = xi.blend(-threshold, xi.compare(LT, -threshold));
            atLeast.blend(threshold, atLeast.compare(GT, threshold))
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoArray(y, yOffset + i);
        }
    }

    @Override
    public void hardSigmoid(float[] x, int xOffset, float[] y, int yOffset, int n, float alpha, float beta) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector line = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, x, xOffset + i))
                    .fma(alpha, beta);
            FloatVector atLeast = line.blend(0f, line.compare(LE, 0f));
            atLeast.blend(1f, atLeast.compare(GT, 1f))
                    .blend(Float.NaN, line.compare(NE, line))
                    .intoArray(y, yOffset + i);
        }
    }

    @Override
    public void affine(float[] x, int xOffset, float[] y, int yOffset, int n, float alpha, float beta) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector line = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, x, xOffset + i))
                    .fma(alpha, beta);
            line.blend(Float.NaN, line.compare(NE, line)).intoArray(y, yOffset + i);
        }
    }

    @Override
    public void multiply(float[] a, int aOffset, float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector product = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, a, aOffset + i))
                    .mul(FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i)));
            product.blend(Float.NaN, product.compare(NE, product)).intoArray(y, yOffset + i);
        }
    }

    @Override
    public void scaledSum(float[] a, int aOffset, float[] x, int xOffset, float[] y, int yOffset, int n, float factor) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector scaled = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, a, aOffset + i))
                    .add(FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i)))
                    .mul(factor);
            scaled.blend(Float.NaN, scaled.compare(NE, scaled)).intoArray(y, yOffset + i);
        }
    }

    @Override
    public void multiplyAdd(
            float[] a, int aOffset, float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector factor = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i));
            FloatVector term = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, b, bOffset + i));
            FloatVector sum = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, a, aOffset + i))
                    .fma(factor, term);
            sum.blend(Float.NaN, sum.compare(NE, sum)).intoArray(y, yOffset + i);
        }
    }

    @Override
    public void magnitude(float[] re, int reOffset, float[] im, int imOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector real = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, re, reOffset + i));
            FloatVector imaginary = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, im, imOffset + i));
            FloatVector root = real.fma(real, imaginary.mul(imaginary)).sqrt();
            root.blend(Float.NaN, root.compare(NE, root)).intoArray(y, yOffset + i);
        }
    }

    @Override
    public void multiplyAdd(
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
            int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector product = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, b, bOffset + i))
                    .mul(FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, y, yOffset + i)));
            FloatVector factor = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, xOffset + i));
            FloatVector sum = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, a, aOffset + i))
                    .fma(factor, product);
            sum.blend(Float.NaN, sum.compare(NE, sum)).intoArray(z, zOffset + i);
        }
    }

    @Override
    public void interpolate(
            float[] a, int aOffset, float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector from = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, b, bOffset + i));
            FloatVector result = FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, a, aOffset + i))
                    .fma(
                            FLOAT_VECTOR
                                    .cast(FloatVector.fromArray(FLOATS, x, xOffset + i))
                                    .sub(from),
                            from);
            result.blend(Float.NaN, result.compare(NE, result)).intoArray(y, yOffset + i);
        }
    }

    /** A pass over nothing: an exception would be the JDK's own, which everybody's vectors would pay for. */
    @Override
    public void count(Leaf leaf, int call) {
        LeafWork.pass(leaf, this, 0, NONE, NONE, NONE, NONE);
    }
}
