package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Tensor;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * What a leaf does in a {@link LeafWork}, and the numbers that it does it on.
 *
 * <p>C2 leaves out what a method has not done while it was watched, and throws the code away when the method does it in the
 * end: to compile the units of an LSTM again takes half a second. So a piece of work takes every branch of its leaf: both
 * parts of a product, together and each alone, from the bias and on from results, blocks of one vector of units and of two,
 * gates with a trace and without. Every fourth call goes through whole parts of a product, though interpreted that takes
 * milliseconds: C2 has to see long loops. Where it had seen columns by ones and twos only, the step of (40, 64) took 1870 ns for
 * good instead of 1390 (Zen 3).
 *
 * <p>Classes and not lambdas, which a process that starts takes 2 ms each to make, and its compiler some more.
 */
abstract sealed class LeafCall {
    /**
     * Columns of a part of a product: enough for the leaf to take longer than the interpreted call of it, a group of int4 and a
     * word of another.
     */
    private static final int MANY = 40;

    /** Vectors of units of an LSTM or GRU: pairs, and a last one, which is all that is done while they are interpreted. */
    private static final int UNIT_VECTORS = 9;

    private final Object twin;

    private LeafCall(Object twin) {
        this.twin = twin;
    }

    /** Whose leaf it is. */
    final Object twin() {
        return twin;
    }

    /**
     * Does it.
     *
     * @param all false for a little of it
     * @param fourth what is rarer as well, so that those branches are compiled too
     */
    abstract void run(boolean all, boolean fourth);

    /** Every fourth call takes x alone and h alone too, and goes on from results: the input part and the rest of a sequence. */
    static final class Product extends LeafCall {
        private final Gemv gemv;
        private final Ranges ranges;
        private final float[] x;
        private final float[] z;

        Product(Kernels kernels, int rows) {
            this(kernels, rows, 2 * MANY);
        }

        Product(Kernels kernels, int rows, int columns) {
            super(kernels.gemv());
            SplittableRandom random = new SplittableRandom(rows);
            gemv = kernels.gemv();
            ranges = new Ranges(packed(kernels, 1, random, rows, columns));
            x = floats(random, MANY);
            z = floats(random, rows);
        }

        @Override
        void run(boolean all, boolean fourth) {
            gemv(all ? ranges.many : ranges.few);
            if (fourth) {
                gemv(ranges.input);
                gemv(ranges.recurrent);
            }
        }

        private void gemv(ColumnRange w) {
            gemv.gemv(w, x, 0, x, 0, z, 0, 0, w.matrix().blocks());
        }
    }

    /** Every fourth call goes on from results. */
    static final class Tiles extends LeafCall {
        private final Gemm gemm;
        private final Ranges ranges;
        private final int batch;
        private final int xRow = Rows.stride(MANY);
        private final int zRow;
        private final float[] x;
        private final float[] z;

        Tiles(Kernels kernels, int rows, int batch) {
            super(kernels.gemm());
            SplittableRandom random = new SplittableRandom(rows);
            gemm = kernels.gemm();
            ranges = new Ranges(packed(kernels, 1, random, rows, 2 * MANY));
            this.batch = batch;
            zRow = Rows.stride(rows);
            x = floats(random, batch * xRow);
            z = floats(random, batch * zRow);
        }

        @Override
        void run(boolean all, boolean fourth) {
            gemm.gemm(all ? ranges.input : ranges.fewInput, batch, x, 0, xRow, z, 0, zRow);
            if (fourth) {
                gemm.gemm(ranges.fewRecurrent, batch, x, 0, xRow, z, 0, zRow);
            }
        }
    }

    /** A last vector of units; every fourth call a block of two vectors too. */
    abstract static sealed class Units extends LeafCall {
        private final int lanes;
        private final int units;
        final float[] state;
        final float[] next;
        final StepScratch scratch;

        Units(Object twin, int gates, int states, int lanes) {
            super(twin);
            SplittableRandom random = new SplittableRandom(lanes);
            this.lanes = lanes;
            units = UNIT_VECTORS * lanes;
            state = floats(random, states * Rows.stride(units));
            next = floats(random, units);
            scratch = scratch(random, gates, units);
            scratch.cellOffset = Rows.stride(units); // of an LSTM
        }

        abstract void units(int from, int to);

        @Override
        final void run(boolean all, boolean fourth) {
            scratch.traced = fourth;
            units(all ? 0 : units - lanes, units);
            if (fourth) {
                units(0, 2 * lanes);
            }
        }
    }

    /** {@link LstmKernel#units}. */
    static final class LstmUnits extends Units {
        private final LstmKernel lstm;

        LstmUnits(LstmKernel lstm, int lanes) {
            super(lstm, 4, 2, lanes);
            this.lstm = lstm;
        }

        @Override
        void units(int from, int to) {
            lstm.units(from, to, state, next, scratch);
        }
    }

    /** {@link GruKernel#units}. */
    static final class GruUnits extends Units {
        private final GruKernel gru;

        GruUnits(GruKernel gru, int lanes) {
            super(gru, 3, 1, lanes);
            this.gru = gru;
        }

        @Override
        void units(int from, int to) {
            gru.units(from, to, state, next, scratch);
        }
    }

    /** A vector of units with its product; every fourth call products that go on from results, and units alone. */
    static final class SmallLstm extends LeafCall {
        private final SmallLstmKernel lstm;
        private final int lanes;
        private final Ranges ranges;
        private final float[] x;
        private final float[] state;
        private final float[] next;
        private final StepScratch scratch;

        SmallLstm(Kernels kernels, int lanes) {
            super(Objects.requireNonNull(kernels.smallLstm()));
            SplittableRandom random = new SplittableRandom(lanes);
            lstm = Objects.requireNonNull(kernels.smallLstm());
            this.lanes = lanes;
            ranges = new Ranges(packed(kernels, 4, random, 4 * lanes, 2 * MANY));
            x = floats(random, MANY);
            state = floats(random, 2 * Rows.stride(lanes));
            next = floats(random, lanes);
            scratch = scratch(random, 4, lanes);
            scratch.cellOffset = Rows.stride(lanes);
        }

        @Override
        void run(boolean all, boolean fourth) {
            scratch.traced = fourth;
            lstm.step(all ? ranges.many : ranges.few, x, state, next, scratch);
            if (fourth) {
                lstm.step(ranges.recurrent, x, state, next, scratch);
                lstm.units(0, lanes, state, next, scratch);
            }
        }
    }

    /** A pass over elements. */
    static final class Pass extends LeafCall {
        private final Leaf leaf;
        private final ElementKernels elements;
        private final int few;
        private final int many;
        private final float[] a;
        private final float[] x;
        private final float[] y;
        private final float[] z;

        Pass(Leaf leaf, ElementKernels elements, int lanes) {
            super(elements);
            this.leaf = leaf;
            this.elements = elements;
            few = lanes;
            many = 16 * lanes;
            SplittableRandom random = new SplittableRandom(many);
            a = floats(random, many);
            x = floats(random, many);
            y = floats(random, many);
            z = floats(random, many);
        }

        @Override
        void run(boolean all, boolean fourth) {
            LeafWork.pass(leaf, elements, all ? many : few, a, x, y, z);
        }
    }

    /**
     * The ranges of columns that cells take of a matrix, and short ones for code that is interpreted, which is slow: a word of
     * columns in the first part, a column in the second.
     */
    private static final class Ranges {
        private final ColumnRange few;
        private final ColumnRange many;
        private final ColumnRange input;
        private final ColumnRange recurrent;
        private final ColumnRange fewInput;
        private final ColumnRange fewRecurrent;

        Ranges(PackedMatrix matrix) {
            int word = WeightWords.columns(matrix.precision());
            few = new ColumnRange(matrix, MANY - word, MANY, MANY + 1, false);
            many = new ColumnRange(matrix, 0, MANY, 2 * MANY - 1, false);
            input = new ColumnRange(matrix, 0, MANY, MANY, false);
            recurrent = new ColumnRange(matrix, MANY, MANY, 2 * MANY, true);
            fewInput = new ColumnRange(matrix, 0, 1, 1, false);
            fewRecurrent = new ColumnRange(matrix, MANY, MANY, MANY + 1, true);
        }
    }

    private static StepScratch scratch(SplittableRandom random, int gates, int units) {
        StepScratch scratch = new StepScratch();
        int floats = gates * Rows.stride(units);
        fill(random, scratch.sums.atLeast(floats));
        fill(random, scratch.aside.atLeast(floats));
        fill(random, scratch.gates.atLeast(floats));
        scratch.units = units;
        return scratch;
    }

    /** Two parts, of {@link #MANY} columns and of the rest. */
    private static PackedMatrix packed(Kernels kernels, int gates, SplittableRandom random, int rows, int columns) {
        float[] bias = floats(random, rows);
        return kernels.pack(gates, bias, matrix(random, rows, MANY), matrix(random, rows, columns - MANY));
    }

    private static Tensor matrix(SplittableRandom random, int rows, int columns) {
        float[] floats = new float[rows * columns];
        fill(random, floats);
        return Tensor.of(floats, rows, columns);
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] floats = Rows.allocate(count);
        fill(random, floats);
        return floats;
    }

    /** From -1 to 1, so that no sum grows beyond what activations take. */
    private static void fill(SplittableRandom random, float[] floats) {
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (random.nextDouble() * 2 - 1);
        }
    }
}
