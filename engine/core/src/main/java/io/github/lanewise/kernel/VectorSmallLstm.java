package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.*;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NE;

import io.github.lanewise.matrix.ColumnRange;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A step of an LSTM whose units are all in one vector: the product, then gates and states, and nothing leaves the registers in
 * between. Written like {@link VectorLstm}, and a class of its own: a loop for products that is never taken costs the units of an
 * LSTM a third of their time, once C2 has seen it taken elsewhere (Zen 4: 200 ns for 64 units instead of 144). {@link VectorWidths}
 * makes one per width.
 *
 * <p>The cell state's tanh stands in the same method, unlike in {@link VectorLstm}: with a method of its own (5, 8) took 119 ns
 * instead of 106 (Zen 3).
 */
final class VectorSmallLstm implements SmallLstmKernel, Counted {
    private static final VectorSpecies<Float> FLOATS = VectorWidths.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /** Exact classes, see {@link VectorWidths}. */
    private static final Class<? extends FloatVector> FLOAT_VECTOR =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> INT_VECTOR =
            IntVector.zero(INTS).getClass();
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /** For units whose products are there already, as in batches. */
    private static final ColumnRange NO_COLUMNS = ColumnRange.none(LANES);

    private static final float[] NONE = {};
    private static final StepScratch NO_SUMS = StepScratch.withoutSums();

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        step(NO_COLUMNS, state, state, next, scratch);
    }

    /**
     * The four gates' products, or what is left of them, then gates and states.
     *
     * <p>The loops' step is no constant, for the reason in {@link VectorGemv}: with a constant one (5, 8) took 110 ns instead
     * of 85.
     */
    @Override
    public void step(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch) {
        int row = scratch.tracedStride();
        long step = w.matrix().step(0);
        long at = w.byteOffset(0);
        int startOffset = w.startOffset(scratch.sumsOffset);
        MemorySegment weights = w.matrix().weights();
        float[] sums = scratch.rowsOfSums(); // counting calls end here, see Counted
        float[] start = w.onward() ? sums : w.matrix().bias();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector zi = FloatVector.fromArray(FLOATS, start, startOffset);
        FloatVector zf = FloatVector.fromArray(FLOATS, start, startOffset + LANES);
        FloatVector zg = FloatVector.fromArray(FLOATS, start, startOffset + 2 * LANES);
        FloatVector zo = FloatVector.fromArray(FLOATS, start, startOffset + 3 * LANES);
        float[] part = x;
        int partOffset = scratch.inputOffset;
        int columns = w.split() - w.from();
        for (int half = 0; half < 2; half++) {
            for (int column = 0; column < columns; column++) {
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                FloatVector wi = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at, NATIVE));
                zi = k.fma(wi, FLOAT_VECTOR.cast(zi));
                FloatVector wf = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + VECTOR_BYTES, NATIVE));
                zf = k.fma(wf, FLOAT_VECTOR.cast(zf));
                FloatVector wg = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                zg = k.fma(wg, FLOAT_VECTOR.cast(zg));
                FloatVector wo = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                zo = k.fma(wo, FLOAT_VECTOR.cast(zo));
                at += step;
            }
            part = state;
            partOffset = scratch.hiddenOffset;
            columns = w.to() - w.split();
        }
        zg = FLOAT_VECTOR.cast(zg);
        // Exact on their way into the loop, too. Written to memory and read back, as in VectorLstm, (5, 8) took 112 ns
        // instead of 107.
        FloatVector i = FLOAT_VECTOR.cast(zi);
        FloatVector f = FLOAT_VECTOR.cast(zf);
        FloatVector o = FLOAT_VECTOR.cast(zo);
        FloatVector g;
        FloatVector shown;
        for (int gate = 0; gate < 3; gate++) { // the three take turns at being i
            FloatVector z = FLOAT_VECTOR.cast(i);
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
            i = f;
            f = o;
            o = sigmoid;
        }
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
        i = FLOAT_VECTOR.cast(i);
        f = FLOAT_VECTOR.cast(f);
        o = FLOAT_VECTOR.cast(o);
        int cellOffset = scratch.cellOffset;
        FloatVector cell = f.fma(FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, state, cellOffset)), i.mul(g));
        cell.blend(Float.NaN, cell.compare(NE, cell)).intoArray(state, cellOffset);
        { // shown = tanh(cell)
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
            shown = FLOAT_VECTOR.cast(signed.reinterpretAsFloats()).blend(Float.NaN, cell.compare(NE, cell));
        }
        o.mul(shown).intoArray(next, scratch.nextOffset);
        if (row > 0) {
            float[] gates = scratch.gates.floats();
            int gatesOffset = scratch.gatesOffset;
            i.intoArray(gates, gatesOffset);
            f.intoArray(gates, gatesOffset + row);
            g.intoArray(gates, gatesOffset + 2 * row);
            o.intoArray(gates, gatesOffset + 3 * row);
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        step(NO_COLUMNS, NONE, NONE, NONE, NO_SUMS);
    }
}
