package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.NoMemory;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Tensor;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A leaf as a piece of work on a few numbers of its own, the same for both twins, so that their times can be compared. Not
 * thread-safe.
 *
 * <p>C2 leaves out what a method has not done while it was watched, and throws the code away when the method does it in the
 * end: to compile the units of an LSTM again takes half a second. So a piece of work takes every branch of its leaf: both
 * parts of a product, together and each alone, from the bias and on from results, blocks of one vector of units and of two,
 * gates with a trace and without.
 */
public final class LeafWork {
    /**
     * Columns of a part of a product: enough for the leaf to take longer than the interpreted call of it, a group of int4 and a
     * word of another.
     */
    private static final int MANY = 40;

    /** Vectors of units of an LSTM or GRU: pairs, and a last one, which is all that is done while they are interpreted. */
    private static final int UNIT_VECTORS = 9;

    /** Rows of x: a tile of three, and one of two. */
    private static final int ROWS = 5;

    /** Of large blocks: a tile of six, and one of two. */
    private static final int MORE_ROWS = 8;

    /** Calls that only count, at a time, of each of the leaf's methods. */
    private static final int COUNTED_CALLS = 480;

    /** Of what may throw, for each call that does, see {@link Counted}. */
    private static final int CALLS_THAT_END_WELL = 20;

    private static final StepScratch SOME_SUMS = new StepScratch();

    private final Call call;
    private final Count count;
    private final int countedCalls;
    private final boolean isVector;
    private int calls;
    private int counted;

    private LeafWork(Call call, Count count, int countedCalls, boolean isVector) {
        this.call = call;
        this.count = count;
        this.countedCalls = countedCalls;
        this.isVector = isVector;
    }

    /**
     * The leaf as a piece of work.
     *
     * @param leaf which
     * @param kernels one of the twins
     * @param lanes of the vector twin, whichever the kernels are: how much there is to do
     * @return the work, the same numbers for both twins
     */
    public static LeafWork of(Leaf leaf, Kernels kernels, int lanes) {
        return switch (leaf) {
            case BLOCKS_16 -> product(leaf, kernels, 16 * lanes, columnsOfLarge(16 * lanes));
            case BLOCK_8 -> product(leaf, kernels, 8 * lanes);
            case BLOCK_6 -> product(leaf, kernels, 6 * lanes);
            case BLOCK_3 -> product(leaf, kernels, 3 * lanes);
            case UP_TO_4 -> product(leaf, kernels, 2 * lanes);
            case TILE_8 -> tiles(leaf, kernels, 8 * lanes, MORE_ROWS);
            case TILE_6 -> tiles(leaf, kernels, 6 * lanes, MORE_ROWS);
            case TILE_4 -> tiles(leaf, kernels, 4 * lanes, ROWS);
            case TILE_UP_TO_2 -> tiles(leaf, kernels, 2 * lanes, ROWS);
            case BF16_8, INT8_8, INT4_8 -> product(leaf, kernels.of(leaf.precision()), 8 * lanes);
            case BF16_6, INT8_6, INT4_6 -> product(leaf, kernels.of(leaf.precision()), 6 * lanes);
            case BF16_UP_TO_4, INT8_UP_TO_4, INT4_UP_TO_4 -> product(leaf, kernels.of(leaf.precision()), 2 * lanes);
            case UNPACK_BF16, UNPACK_INT8, UNPACK_INT4 ->
                tiles(leaf, kernels.of(leaf.precision()), 8 * lanes, MORE_ROWS);
            case LSTM -> lstm(kernels.lstm(), lanes);
            case SMALL_LSTM -> smallLstm(kernels, lanes);
            case GRU -> gru(kernels, lanes);
            default -> pass(leaf, kernels.elements(), lanes);
        };
    }

    /**
     * Does it once. Scalar code takes only what steps do: users' steps are compiled with what it has done here.
     *
     * @param isCompiled whether the code is fast enough for more than a little of it
     */
    public void run(boolean isCompiled) {
        calls++;
        call.run(!isVector || isCompiled, isVector && (calls & 3) == 0);
    }

    /** Calls the leaf's methods often, for nothing: what the compiler counts. Nothing at all for scalar code. */
    public void count() {
        for (int i = 0; i < countedCalls; i++) {
            try {
                count.call(counted++);
            } catch (NoMemory _) { // rare, as C2 is to see it
                for (int j = 0; j < CALLS_THAT_END_WELL; j++) {
                    Counted.SOME_WEIGHTS.weights();
                    SOME_SUMS.rowsOfSums();
                }
            }
        }
    }

    /** What a piece of work does; every fourth call takes what is rarer as well, so that those branches are compiled too. */
    @FunctionalInterface
    private interface Call {
        void run(boolean all, boolean fourth);
    }

    /** A call that only counts. */
    @FunctionalInterface
    private interface Count {
        void call(int number);
    }

    private static LeafWork of(Leaf leaf, Object twin, Call call) {
        return twin instanceof Counted counted
                ? new LeafWork(call, number -> counted.count(leaf, number), COUNTED_CALLS * leaf.methods(), true)
                : new LeafWork(call, _ -> {}, 0, false);
    }

    /** Every fourth call takes x alone and h alone too, and goes on from results: the input part and the rest of a sequence. */
    private static LeafWork product(Leaf leaf, Kernels kernels, int rows) {
        return product(leaf, kernels, rows, 2 * MANY);
    }

    /** So many that the matrix is a large one, of which only the first columns are used. */
    private static int columnsOfLarge(int rows) {
        return Math.toIntExact(PackedMatrix.LARGE_BYTES / Float.BYTES / rows);
    }

    private static LeafWork product(Leaf leaf, Kernels kernels, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        Ranges ranges = new Ranges(packed(kernels, 1, random, rows, columns));
        float[] x = floats(random, MANY);
        float[] z = floats(random, rows);
        Gemv gemv = kernels.gemv();
        int blocks = ranges.many.matrix().blocks();
        return of(leaf, gemv, (all, fourth) -> {
            gemv.gemv(all ? ranges.many : ranges.few, x, 0, x, 0, z, 0, 0, blocks);
            if (fourth) {
                gemv.gemv(ranges.input, x, 0, x, 0, z, 0, 0, blocks);
                gemv.gemv(ranges.recurrent, x, 0, x, 0, z, 0, 0, blocks);
            }
        });
    }

    private static LeafWork tiles(Leaf leaf, Kernels kernels, int rows, int batch) {
        SplittableRandom random = new SplittableRandom(rows);
        Ranges ranges = new Ranges(packed(kernels, 1, random, rows, 2 * MANY));
        int xStride = Rows.stride(MANY);
        int zStride = Rows.stride(rows);
        float[] x = floats(random, batch * xStride);
        float[] z = floats(random, batch * zStride);
        Gemm gemm = kernels.gemm();
        return of(leaf, gemm, (all, fourth) -> {
            gemm.gemm(all ? ranges.input : ranges.fewInput, batch, x, 0, xStride, z, 0, zStride);
            if (fourth) {
                gemm.gemm(ranges.fewRecurrent, batch, x, 0, xStride, z, 0, zStride);
            }
        });
    }

    /** A last vector of units; every fourth call a block of two vectors too. */
    private static LeafWork lstm(LstmKernel lstm, int lanes) {
        SplittableRandom random = new SplittableRandom(lanes);
        int units = UNIT_VECTORS * lanes;
        float[] state = floats(random, 2 * Rows.stride(units));
        float[] next = floats(random, units);
        StepScratch scratch = scratch(random, 4, units);
        scratch.cellOffset = Rows.stride(units);
        return of(Leaf.LSTM, lstm, (all, fourth) -> {
            scratch.traced = fourth;
            lstm.units(all ? 0 : units - lanes, units, state, next, scratch);
            if (fourth) {
                lstm.units(0, 2 * lanes, state, next, scratch);
            }
        });
    }

    /** A vector of units with its product; every fourth call products that go on from results, and units alone. */
    private static LeafWork smallLstm(Kernels kernels, int lanes) {
        SplittableRandom random = new SplittableRandom(lanes);
        Ranges ranges = new Ranges(packed(kernels, 4, random, 4 * lanes, 2 * MANY));
        float[] x = floats(random, MANY);
        float[] state = floats(random, 2 * Rows.stride(lanes));
        float[] next = floats(random, lanes);
        StepScratch scratch = scratch(random, 4, lanes);
        scratch.cellOffset = Rows.stride(lanes);
        SmallLstmKernel lstm = Objects.requireNonNull(kernels.smallLstm());
        return of(Leaf.SMALL_LSTM, lstm, (all, fourth) -> {
            scratch.traced = fourth;
            lstm.step(all ? ranges.many : ranges.few, x, state, next, scratch);
            if (fourth) {
                lstm.step(ranges.recurrent, x, state, next, scratch);
                lstm.units(0, lanes, state, next, scratch);
            }
        });
    }

    /** A last vector of units; every fourth call a block of two vectors too. */
    private static LeafWork gru(Kernels kernels, int lanes) {
        SplittableRandom random = new SplittableRandom(lanes);
        int units = UNIT_VECTORS * lanes;
        float[] state = floats(random, units);
        float[] next = floats(random, units);
        StepScratch scratch = scratch(random, 3, units);
        GruKernel gru = kernels.gru();
        return of(Leaf.GRU, gru, (all, fourth) -> {
            scratch.traced = fourth;
            gru.units(all ? 0 : units - lanes, units, state, next, scratch);
            if (fourth) {
                gru.units(0, 2 * lanes, state, next, scratch);
            }
        });
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

    private static LeafWork pass(Leaf leaf, ElementKernels elements, int lanes) {
        int many = 16 * lanes;
        SplittableRandom random = new SplittableRandom(many);
        float[] a = floats(random, many);
        float[] x = floats(random, many);
        float[] y = floats(random, many);
        float[] z = floats(random, many);
        return of(leaf, elements, (all, _) -> pass(leaf, elements, all ? many : lanes, a, x, y, z));
    }

    /**
     * Calls a pass of {@link ElementKernels}, each of its arrays from the beginning.
     *
     * @param leaf a pass over elements
     * @param elements one of the twins
     * @param n floats of the pass
     * @param a read
     * @param x read; written by passes that work in place
     * @param y written as a rule
     * @param z read, or written by passes of two products
     * @throws IllegalStateException if the leaf is no pass
     */
    public static void pass(Leaf leaf, ElementKernels elements, int n, float[] a, float[] x, float[] y, float[] z) {
        switch (leaf) {
            case SIGMOID -> elements.sigmoid(x, 0, y, 0, n);
            case TANH -> elements.tanh(x, 0, y, 0, n);
            case RELU -> elements.relu(x, 0, y, 0, n);
            case EXP_BELOW -> elements.expBelow(y, 0, n, 1);
            case CANONICAL_NAN -> elements.canonicalNaN(x, 0, n);
            case FLUSH_SUBNORMALS -> elements.flushSubnormals(x, 0, n);
            case CLIP -> elements.clip(x, 0, y, 0, n, 0.5f);
            case HARD_SIGMOID -> elements.hardSigmoid(x, 0, y, 0, n, 0.5f, 0.5f);
            case AFFINE -> elements.affine(x, 0, y, 0, n, 0.5f, 0.5f);
            case MULTIPLY -> elements.multiply(a, 0, x, 0, y, 0, n);
            case MULTIPLY_ADD -> elements.multiplyAdd(a, 0, x, 0, z, 0, y, 0, n);
            case MULTIPLY_ADD_PRODUCT -> elements.multiplyAdd(a, 0, x, 0, a, 0, z, 0, y, 0, n);
            case INTERPOLATE -> elements.interpolate(a, 0, x, 0, z, 0, y, 0, n);
            case MAGNITUDE -> elements.magnitude(a, 0, x, 0, y, 0, n);
            case SCALED_SUM -> elements.scaledSum(a, 0, x, 0, y, 0, n, 0.5f);
            default -> throw new IllegalStateException(leaf + " is no pass");
        }
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
