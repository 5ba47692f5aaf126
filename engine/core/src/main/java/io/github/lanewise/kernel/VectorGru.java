package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.*;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NE;

import io.github.lanewise.memory.Rows;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link ScalarGru}, written like {@link VectorLstm}; {@link Lanes} makes one a width. */
final class VectorGru implements GruKernel, Counted {
    private static final float[] NONE = {};
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();

    @Override
    public void units(
            float[] sums,
            int sumsAt,
            float[] x,
            int xAt,
            int units,
            int from,
            int to,
            float[] h,
            int hAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            boolean traced) {
        int row = traced ? Rows.stride(units) : 0;
        for (int block = from; block < to; block += 2 * LANES) {
            int width = units - block > LANES ? 2 * LANES : LANES;
            for (int u = block; u < block + width; u += LANES) {
                int at = sumsAt + 2 * block + u;
                vector(sums, at, width, x, xAt + u, h, hAt + u, next, nextAt + u, gates, gatesAt + u, row);
            }
        }
    }

    /**
     * A vector of units.
     *
     * @param width floats from gate to gate in the sums
     * @param row floats from gate to gate where gates are traced, 0 where they are not
     */
    private static void vector(
            float[] sums,
            int at,
            int width,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            int row) {
        if (width == 0) { // see Counted
            for (int turn = 0; turn < row; turn++) {}
            return;
        }
        FloatVector zr = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector zz = FloatVector.fromArray(FLOATS, sums, at + width);
        FloatVector r;
        FloatVector z;
        FloatVector n;
        { // r = sigmoid(zr)
            IntVector negative = zr.reinterpretAsInts().or(Integer.MIN_VALUE);
            FloatVector t = negative.lanewise(MIN, EXP_LEAST_BITS).reinterpretAsFloats();
            FloatVector rounded =
                    t.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND_SCALED));
            FloatVector whole = rounded.sub(ROUND_SCALED);
            FloatVector s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH), t);
            s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_LOW), s);
            FloatVector p = s.fma(FloatVector.broadcast(FLOATS, P4), FloatVector.broadcast(FLOATS, P3));
            p = p.fma(s, FloatVector.broadcast(FLOATS, P2)).fma(s, FloatVector.broadcast(FLOATS, P1));
            p = s.mul(s).fma(p.fma(s, FloatVector.broadcast(FLOATS, P0)), s);
            FloatVector power =
                    rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector e = p.fma(power, power).mul(UNSCALE);
            r = e.blend(1f, zr.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, zr.compare(NE, zr));
        }
        { // z = sigmoid(zz)
            IntVector negative = zz.reinterpretAsInts().or(Integer.MIN_VALUE);
            FloatVector t = negative.lanewise(MIN, EXP_LEAST_BITS).reinterpretAsFloats();
            FloatVector rounded =
                    t.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND_SCALED));
            FloatVector whole = rounded.sub(ROUND_SCALED);
            FloatVector s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH), t);
            s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_LOW), s);
            FloatVector p = s.fma(FloatVector.broadcast(FLOATS, P4), FloatVector.broadcast(FLOATS, P3));
            p = p.fma(s, FloatVector.broadcast(FLOATS, P2)).fma(s, FloatVector.broadcast(FLOATS, P1));
            p = s.mul(s).fma(p.fma(s, FloatVector.broadcast(FLOATS, P0)), s);
            FloatVector power =
                    rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector e = p.fma(power, power).mul(UNSCALE);
            z = e.blend(1f, zz.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, zz.compare(NE, zz));
        }
        FloatVector zn =
                r.fma(FloatVector.fromArray(FLOATS, sums, at + 2 * width), FloatVector.fromArray(FLOATS, x, xAt));
        { // n = tanh(zn)
            IntVector negative = zn.reinterpretAsInts().or(Integer.MIN_VALUE);
            FloatVector t = negative.lanewise(MIN, TANH_LEAST_BITS).reinterpretAsFloats();
            FloatVector rounded = t.fma(FloatVector.broadcast(FLOATS, LOG2_E2), FloatVector.broadcast(FLOATS, ROUND));
            FloatVector whole = rounded.sub(ROUND);
            FloatVector s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_HALF_LN2_HIGH), t);
            s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_HALF_LN2_LOW), s);
            FloatVector p = s.fma(FloatVector.broadcast(FLOATS, Q4), FloatVector.broadcast(FLOATS, Q3));
            p = p.fma(s, FloatVector.broadcast(FLOATS, Q2)).fma(s, FloatVector.broadcast(FLOATS, Q1));
            p = s.mul(s).fma(p.fma(s, FloatVector.broadcast(FLOATS, Q0)), s.add(s));
            FloatVector power =
                    rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector m = p.fma(power, power.sub(1f));
            IntVector signed = m.div(m.add(2f))
                    .reinterpretAsInts()
                    .lanewise(BITWISE_BLEND, zn.reinterpretAsInts(), Integer.MIN_VALUE);
            n = signed.reinterpretAsFloats().blend(Float.NaN, zn.compare(NE, zn));
        }
        FloatVector result = z.fma(FloatVector.fromArray(FLOATS, h, hAt).sub(n), n);
        result.blend(Float.NaN, result.compare(NE, result)).intoArray(next, nextAt);
        if (row > 0) {
            r.intoArray(gates, gatesAt);
            z.intoArray(gates, gatesAt + row);
            n.intoArray(gates, gatesAt + 2 * row);
        }
    }

    @Override
    public void count(Leaf leaf, int turns) {
        vector(NONE, 0, 0, NONE, 0, NONE, 0, NONE, 0, NONE, 0, turns);
    }
}
