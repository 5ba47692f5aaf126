package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.*;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link ScalarGru}, written like {@link VectorLstm}; {@link VectorWidths} makes one per width. */
final class VectorGru implements GruKernel, Counted {
    private static final VectorSpecies<Float> FLOATS = VectorWidths.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();

    /** Exact classes, see {@link VectorWidths}. */
    private static final Class<? extends FloatVector> FLOAT_VECTOR =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> INT_VECTOR =
            IntVector.zero(VectorSpecies.of(int.class, FLOATS.vectorShape())).getClass();
    private static final float[] NONE = {};
    private static final StepScratch NO_SUMS = StepScratch.withoutSums();

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        for (int first = from; first < to; first += 2 * LANES) {
            vector(first, first, state, next, scratch);
            if (scratch.units - first > LANES) {
                vector(first, first + LANES, state, next, scratch);
            }
        }
    }

    /**
     * A vector of units.
     *
     * @param first the first unit of the block
     * @param u the first unit of the vector
     */
    private static void vector(int first, int u, float[] state, float[] next, StepScratch scratch) {
        int row = scratch.tracedStride();
        int at = scratch.sumsOffset + 2 * first + u;
        int width = scratch.units - first > LANES ? 2 * LANES : LANES; // from gate to gate
        float[] sums = scratch.rowsOfSums(); // no call of ours behind it, see Counted
        for (int gate = 0; gate < 2; gate++) { // r and z, in place, see VectorLstm
            FloatVector q = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at + gate * width));
            IntVector negative = INT_VECTOR.cast(q.reinterpretAsInts()).or(Integer.MIN_VALUE);
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
            FloatVector sigmoid = e.blend(1f, q.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, q.compare(NE, q));
            sigmoid.intoArray(sums, at + gate * width);
        }
        FloatVector r = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at));
        FloatVector z = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at + width));
        FloatVector input =
                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scratch.aside.floats(), scratch.asideOffset + u));
        FloatVector hidden = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at + 2 * width));
        FloatVector zn = r.fma(hidden, input);
        FloatVector n;
        { // n = tanh(zn)
            IntVector negative = INT_VECTOR.cast(zn.reinterpretAsInts()).or(Integer.MIN_VALUE);
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
                    .lanewise(BITWISE_BLEND, INT_VECTOR.cast(zn.reinterpretAsInts()), Integer.MIN_VALUE);
            n = FLOAT_VECTOR.cast(signed.reinterpretAsFloats()).blend(Float.NaN, zn.compare(NE, zn));
        }
        FloatVector result = z.fma(
                FLOAT_VECTOR
                        .cast(FloatVector.fromArray(FLOATS, state, scratch.hiddenOffset + u))
                        .sub(n),
                n);
        result.blend(Float.NaN, result.compare(NE, result)).intoArray(next, scratch.nextOffset + u);
        if (row > 0) {
            float[] gates = scratch.gates.floats();
            int gatesOffset = scratch.gatesOffset + u;
            r.intoArray(gates, gatesOffset);
            z.intoArray(gates, gatesOffset + row);
            n.intoArray(gates, gatesOffset + 2 * row);
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        vector(0, 0, NONE, NONE, NO_SUMS);
    }
}
