package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.*;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NE;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarLstm}: lanes are units. {@link Lanes} makes one a width.
 *
 * <p>No method here takes or returns a vector, and {@link #vector} calls nothing but the JDK's own methods. Those C2 inlines
 * by force, however much it has inlined before; a helper of ours it leaves out where the compilation has grown to some 18,000
 * nodes (NodeCountInliningCutoff), or where the helper was compiled alone before; then every vector that passes through is
 * boxed, and a step takes a hundred times as long. So the activations are written out. All of one vector of units, some 120
 * vector operations over arrays, stays far below that limit; two vectors in one method did not in half of the processes.
 */
final class VectorLstm implements LstmKernel, Counted {
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /** For units whose products are there already. */
    private static final MemorySegment NO_WEIGHTS = MemorySegment.NULL;

    private static final float[] NONE = {};

    @Override
    public void units(
            float[] z,
            int zAt,
            int units,
            int from,
            int to,
            float[] c,
            int cAt,
            float[] h,
            int hAt,
            float[] gates,
            int gatesAt,
            boolean traced) {
        int row = traced ? Rows.stride(units) : 0;
        for (int block = from; block < to; block += 2 * LANES) {
            int width = units - block > LANES ? 2 * LANES : LANES;
            for (int u = block; u < block + width; u += LANES) {
                int sums = zAt + 3 * block + u;
                vector(
                        NO_WEIGHTS,
                        0,
                        0,
                        z,
                        0,
                        0,
                        z,
                        0,
                        0,
                        z,
                        sums,
                        width,
                        c,
                        cAt + u,
                        h,
                        hAt + u,
                        gates,
                        gatesAt + u,
                        row);
            }
        }
    }

    @Override
    public void lastVector(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            int units,
            float[] c,
            int cAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            boolean traced) {
        PackedMatrix matrix = w.matrix();
        int u = matrix.unit(matrix.blocks() - 1);
        int sums = matrix.resultAt(matrix.blocks() - 1);
        vector(
                matrix.data().segment(),
                ((long) sums * matrix.columns() + 4L * LANES * w.from()) << 2,
                matrix.vectors(matrix.blocks() - 1) * VECTOR_BYTES,
                x,
                xAt,
                w.split() - w.from(),
                h,
                hAt,
                w.to() - w.split(),
                start,
                startAt + sums,
                LANES,
                c,
                cAt + u,
                next,
                nextAt + u,
                gates,
                gatesAt + u,
                traced ? Rows.stride(units) : 0);
    }

    /**
     * A vector of units: what is left of the four gates' products, then gates and states.
     *
     * <p>The step is a parameter for the reason in {@link VectorGemv}: with a constant one (5, 8) took 110 ns instead of 85.
     *
     * @param step bytes from column to column
     * @param width floats from gate to gate in the sums that the products start from
     * @param row floats from gate to gate where gates are traced, 0 where they are not
     */
    private static void vector(
            MemorySegment w,
            long wByte,
            long step,
            float[] x,
            int xAt,
            int xColumns,
            float[] h,
            int hAt,
            int hColumns,
            float[] start,
            int startAt,
            int width,
            float[] c,
            int cAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            int row) {
        if (width == 0) { // see Counted
            for (int turn = 0; turn < xColumns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector zi = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector zf = FloatVector.fromArray(FLOATS, start, startAt + width);
        FloatVector zg = FloatVector.fromArray(FLOATS, start, startAt + 2 * width);
        FloatVector zo = FloatVector.fromArray(FLOATS, start, startAt + 3 * width);
        long at = wByte;
        for (int column = 0; column < xColumns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            zi = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, zi);
            zf = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, zf);
            zg = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, zg);
            zo = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, zo);
            at += step;
        }
        for (int column = 0; column < hColumns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(h[hAt + column]))
                    .reinterpretAsFloats();
            zi = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, zi);
            zf = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, zf);
            zg = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, zg);
            zo = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, zo);
            at += step;
        }
        FloatVector i;
        FloatVector f;
        FloatVector g;
        FloatVector o;
        FloatVector shown;
        { // i = sigmoid(zi)
            IntVector negative = zi.reinterpretAsInts().or(Integer.MIN_VALUE);
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
            i = e.blend(1f, zi.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, zi.compare(NE, zi));
        }
        { // f = sigmoid(zf)
            IntVector negative = zf.reinterpretAsInts().or(Integer.MIN_VALUE);
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
            f = e.blend(1f, zf.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, zf.compare(NE, zf));
        }
        { // g = tanh(zg)
            IntVector negative = zg.reinterpretAsInts().or(Integer.MIN_VALUE);
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
                    .lanewise(BITWISE_BLEND, zg.reinterpretAsInts(), Integer.MIN_VALUE);
            g = signed.reinterpretAsFloats().blend(Float.NaN, zg.compare(NE, zg));
        }
        { // o = sigmoid(zo)
            IntVector negative = zo.reinterpretAsInts().or(Integer.MIN_VALUE);
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
            o = e.blend(1f, zo.compare(GE, 0f)).div(e.add(1f)).blend(Float.NaN, zo.compare(NE, zo));
        }
        FloatVector cell = f.fma(FloatVector.fromArray(FLOATS, c, cAt), i.mul(g));
        cell.blend(Float.NaN, cell.compare(NE, cell)).intoArray(c, cAt);
        { // shown = tanh(cell)
            IntVector negative = cell.reinterpretAsInts().or(Integer.MIN_VALUE);
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
                    .lanewise(BITWISE_BLEND, cell.reinterpretAsInts(), Integer.MIN_VALUE);
            shown = signed.reinterpretAsFloats().blend(Float.NaN, cell.compare(NE, cell));
        }
        o.mul(shown).intoArray(next, nextAt);
        if (row > 0) {
            i.intoArray(gates, gatesAt);
            f.intoArray(gates, gatesAt + row);
            g.intoArray(gates, gatesAt + 2 * row);
            o.intoArray(gates, gatesAt + 3 * row);
        }
    }

    @Override
    public void count(Leaf leaf, int turns) {
        vector(NO_WEIGHTS, 0, 0, NONE, 0, turns, NONE, 0, 0, NONE, 0, 0, NONE, 0, NONE, 0, NONE, 0, 0);
    }
}
