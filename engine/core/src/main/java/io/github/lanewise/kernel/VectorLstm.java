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

/**
 * The vector twin of {@link ScalarLstm}: lanes are units. {@link VectorWidths} makes one per width.
 *
 * <p>Two methods: {@link #gates} of one vector after another, then {@link #hidden} of all. In a processor that reorders
 * instructions the vectors overlap, since each is a chain of dependent operations only half as long as with both in one method:
 * 32 units in a layer take 25 to 30 ns a vector instead of 37 to 39 (Zen 3).
 *
 * <p>No method here takes or returns a vector, and both call nothing but the JDK's own methods once they have one. Those C2
 * inlines by force, however much it has inlined before; a helper of ours it leaves out where the compilation has grown to some
 * 18,000 nodes (NodeCountInliningCutoff), or where the helper was compiled alone before; then every vector that passes through is
 * boxed, and a step takes a hundred times as long. So the activations are written out. All of one vector of units, some 120
 * vector operations over arrays, stays far below that limit; two vectors in one method did not in half of the processes.
 *
 * <p>The three gates that are sigmoids take turns in a loop over one text. C2 has it unrolled and as fast as three texts, and
 * takes half of their time to compile it. They are read from the sums and written back there. With vectors
 * that the loop carried from turn to turn, some runs of this module's tests under load had 64 bytes for each vector of units for
 * good (Zen 3). That the carried vectors were the ones that C2 boxed is inferred from the number of bytes.
 */
final class VectorLstm implements LstmKernel, Counted {
    private static final VectorSpecies<Float> FLOATS = VectorWidths.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /** Exact classes, see {@link VectorWidths}. */
    private static final Class<? extends FloatVector> FLOAT_VECTOR =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> INT_VECTOR =
            IntVector.zero(INTS).getClass();
    private static final float[] NONE = {};
    private static final StepScratch NO_SUMS = StepScratch.withoutSums();

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        for (int u = from; u < to; u += LANES) {
            gates(u, state, scratch);
        }
        hidden(from, to, state, next, scratch);
    }

    /** The gates and cell states of a vector of units. The output gate is left among the sums, for {@link #hidden}. */
    private static void gates(int u, float[] state, StepScratch scratch) {
        int row = scratch.tracedStride();
        int first = u & -(2 * LANES);
        int width = scratch.units - first > LANES ? 2 * LANES : LANES; // from gate to gate
        float[] sums = scratch.rowsOfSums(); // no call of ours behind it, see Counted
        int at = scratch.sumsOffset + 3 * first + u;
        int gateOffset = at;
        for (int gate = 0; gate < 3; gate++) { // i, f and o, in place
            FloatVector z = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, gateOffset));
            IntVector negative = INT_VECTOR.cast(z.reinterpretAsInts()).or(Integer.MIN_VALUE);
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
            FloatVector sigmoid = e.blend(1f, z.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, z.compare(NE, z));
            sigmoid.intoArray(sums, gateOffset);
            gateOffset += (1 + gate) * width; // behind f comes g
        }
        FloatVector zg = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at + 2 * width));
        FloatVector g;
        { // g = tanh(zg)
            IntVector negative = INT_VECTOR.cast(zg.reinterpretAsInts()).or(Integer.MIN_VALUE);
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
                    .lanewise(BITWISE_BLEND, INT_VECTOR.cast(zg.reinterpretAsInts()), Integer.MIN_VALUE);
            g = FLOAT_VECTOR.cast(signed.reinterpretAsFloats()).blend(Float.NaN, zg.compare(NE, zg));
        }
        FloatVector i = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at));
        FloatVector f = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, sums, at + width));
        int cellOffset = scratch.cellOffset + u;
        FloatVector cell = f.fma(FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, state, cellOffset)), i.mul(g));
        cell.blend(Float.NaN, cell.compare(NE, cell)).intoArray(state, cellOffset);
        if (row > 0) {
            float[] gates = scratch.gates.floats();
            int gatesOffset = scratch.gatesOffset + u;
            i.intoArray(gates, gatesOffset);
            f.intoArray(gates, gatesOffset + row);
            g.intoArray(gates, gatesOffset + 2 * row);
            FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, sums, at + 3 * width))
                    .intoArray(gates, gatesOffset + 3 * row);
        }
    }

    /** {@code h = o tanh(c)}, with the output gate that {@link #gates} has left among the sums. */
    private static void hidden(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] sums = scratch.rowsOfSums();
        for (int u = from; u < to; u += LANES) {
            int first = u & -(2 * LANES);
            int width = scratch.units - first > LANES ? 2 * LANES : LANES; // from gate to gate
            FloatVector cell = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, state, scratch.cellOffset + u));
            IntVector negative = INT_VECTOR.cast(cell.reinterpretAsInts()).or(Integer.MIN_VALUE);
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
                    .lanewise(BITWISE_BLEND, INT_VECTOR.cast(cell.reinterpretAsInts()), Integer.MIN_VALUE);
            FloatVector shown =
                    FLOAT_VECTOR.cast(signed.reinterpretAsFloats()).blend(Float.NaN, cell.compare(NE, cell));
            FloatVector o = FLOAT_VECTOR.cast(
                    FloatVector.fromArray(FLOATS, sums, scratch.sumsOffset + 3 * (first + width) + u));
            o.mul(shown).intoArray(next, scratch.nextOffset + u);
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        if ((call & 1) == 0) {
            gates(0, NONE, NO_SUMS);
        } else {
            hidden(0, 1, NONE, NONE, NO_SUMS);
        }
    }
}
