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
 * The vector twin of {@link ScalarLstm}: lanes are units. {@link VectorWidths} makes one per width.
 *
 * <p>No method here takes or returns a vector, and {@link #vector} calls nothing but the JDK's own methods. Those C2 inlines
 * by force, however much it has inlined before; a helper of ours it leaves out where the compilation has grown to some 18,000
 * nodes (NodeCountInliningCutoff), or where the helper was compiled alone before; then every vector that passes through is
 * boxed, and a step takes a hundred times as long. So the activations are written out. All of one vector of units, some 120
 * vector operations over arrays, stays far below that limit; two vectors in one method did not in half of the processes.
 *
 * <p>The three gates that are sigmoids take turns in a loop over one text. C2 has it unrolled and as fast as three texts, and
 * takes half of their time to compile it. In a loop over both tanh, with the cell state in between, it was slower.
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
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /**
     * Whether this class is for {@link #lastVector}, or for {@link #units} of layers that have more than one vector of them:
     * two copies of the class, compiled each for itself. A loop for products that is never taken costs the units of an LSTM
     * a third of their time, once C2 has seen it taken elsewhere (Zen 4: 200 ns for 64 units instead of 144).
     */
    private static final boolean WITH_PRODUCT = VectorWidths.withProduct(MethodHandles.lookup());

    /** For units whose products are there already. */
    private static final ColumnRange NO_COLUMNS = ColumnRange.none(LANES);

    private static final float[] NONE = {};
    private static final StepScratch NO_SUMS = StepScratch.withoutSums();

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        for (int first = from; first < to; first += 2 * LANES) {
            vector(NO_COLUMNS, first, first, state, state, next, scratch);
            if (scratch.units - first > LANES) {
                vector(NO_COLUMNS, first, first + LANES, state, state, next, scratch);
            }
        }
    }

    @Override
    public void lastVector(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch) {
        if (!WITH_PRODUCT) {
            throw new IllegalStateException("expected the class that computes products");
        }
        int first = w.matrix().unit(w.matrix().blocks() - 1);
        vector(w, first, first, x, state, next, scratch);
    }

    /**
     * A vector of units: what is left of the four gates' products, then gates and states.
     *
     * <p>The loops' step is no constant, for the reason in {@link VectorGemv}: with a constant one (5, 8) took 110 ns instead
     * of 85.
     *
     * @param w columns of the matrix whose last block has this vector, or none
     * @param first the first unit of the block
     * @param u the first unit of the vector
     */
    private static void vector(
            ColumnRange w, int first, int u, float[] x, float[] state, float[] next, StepScratch scratch) {
        float[] start = scratch.rowsOfSums();
        int startOffset = scratch.sumsOffset + 3 * first + u;
        if (WITH_PRODUCT) {
            start = w.start(start);
            startOffset = w.startOffset(scratch.sumsOffset) + 3 * first + u;
        }
        int width = scratch.units - first > LANES ? 2 * LANES : LANES; // from gate to gate
        FloatVector zi = FloatVector.fromArray(FLOATS, start, startOffset);
        FloatVector zf = FloatVector.fromArray(FLOATS, start, startOffset + width);
        FloatVector zg = FloatVector.fromArray(FLOATS, start, startOffset + 2 * width);
        FloatVector zo = FloatVector.fromArray(FLOATS, start, startOffset + 3 * width);
        if (WITH_PRODUCT) {
            MemorySegment weights = w.matrix().weights();
            if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
                throw new IllegalArgumentException("expected weights off the heap");
            }
            int last = w.matrix().blocks() - 1;
            long step = w.matrix().step(last);
            long at = w.byteOffset(last);
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
                    FloatVector wg =
                            FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                    zg = k.fma(wg, FLOAT_VECTOR.cast(zg));
                    FloatVector wo =
                            FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                    zo = k.fma(wo, FLOAT_VECTOR.cast(zo));
                    at += step;
                }
                part = state;
                partOffset = scratch.hiddenOffset;
                columns = w.to() - w.split();
            }
        }
        zg = FLOAT_VECTOR.cast(zg);
        FloatVector i = zi;
        FloatVector f = zf;
        FloatVector o = zo;
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
        int cellOffset = scratch.cellOffset + u;
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
        o.mul(shown).intoArray(next, scratch.nextOffset + u);
        int row = scratch.tracedStride();
        if (row > 0) {
            float[] gates = scratch.gates.floats();
            int gatesOffset = scratch.gatesOffset + u;
            i.intoArray(gates, gatesOffset);
            f.intoArray(gates, gatesOffset + row);
            g.intoArray(gates, gatesOffset + 2 * row);
            o.intoArray(gates, gatesOffset + 3 * row);
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        try {
            vector(NO_COLUMNS, 0, 0, NONE, NONE, NONE, NO_SUMS);
        } catch (NullPointerException _) {
            // what counts is the call
        }
    }
}
