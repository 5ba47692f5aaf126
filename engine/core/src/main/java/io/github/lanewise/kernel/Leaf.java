package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;

/**
 * The methods of the vector twins in which vectors live: what has to be compiled before a model's vector code is fast. Each
 * can be had as a piece of work on a few numbers of its own, the same for both twins, so that their times can be compared.
 *
 * <p>C2 leaves out what a method has not done while it was watched, and throws the code away when the method does it in the
 * end: to compile the units of an LSTM again takes half a second. So a piece of work takes every branch of its leaf: both
 * parts of a product, together and each alone, from the bias and on from results, blocks of one vector of units and of two,
 * gates with a trace and without.
 */
public enum Leaf {
    /** A block of eight vectors with one vector. */
    BLOCK_8,
    /** A block of six vectors, of a GRU, with one vector. */
    BLOCK_6,
    /** A block of three vectors, the last one of a GRU, with one vector. */
    BLOCK_3,
    /** One to four vectors with one vector. */
    UP_TO_4,
    /** Two and three rows with eight vectors. */
    TILE_8,
    /** Two and three rows with four vectors. */
    TILE_4,
    /** Two and three rows with two vectors. */
    TILE_2,
    /** Two and three rows with one vector. */
    TILE_1,
    /** The units of an LSTM. */
    LSTM,
    /** The units of a GRU. */
    GRU,
    /** {@link ElementKernels#sigmoid}. */
    SIGMOID,
    /** {@link ElementKernels#tanh}. */
    TANH,
    /** {@link ElementKernels#relu}. */
    RELU,
    /** {@link ElementKernels#expBelow}. */
    EXP_BELOW,
    /** {@link ElementKernels#canonicalNaN}. */
    CANONICAL_NAN,
    /** {@link ElementKernels#flushSubnormals}. */
    FLUSH_SUBNORMALS,
    /** {@link ElementKernels#clip}. */
    CLIP,
    /** {@link ElementKernels#hardSigmoid}. */
    HARD_SIGMOID,
    /** {@link ElementKernels#affine}. */
    AFFINE,
    /** {@link ElementKernels#multiply}. */
    MULTIPLY,
    /** {@code y = a x + b}. */
    MULTIPLY_ADD,
    /** {@code z = a x + b y}. */
    MULTIPLY_ADD_PRODUCT,
    /** {@link ElementKernels#interpolate}. */
    INTERPOLATE,
    /** {@link ElementKernels#magnitude}. */
    MAGNITUDE;

    /** Columns of a part of a product while it is interpreted, and that is slow. */
    private static final int FEW = 1;

    /** Afterwards: so that the compiler sees loops that turn. */
    private static final int MANY = 12;

    private static final int SHORT_CALLS = 24;

    /** Rows of x: a tile of three, and one of two. */
    private static final int ROWS = 5;

    /** Turns of an empty loop at which C2 asks for the fewest calls. */
    private static final int TURNS = 24;

    /** Calls that only count beside one that works: more of them, and C2 would take what works for a rare case. */
    private static final int COUNTED_CALLS = 48;

    /** A leaf on a few numbers of its own. Not thread-safe. */
    public static final class Work {
        private final Call call;
        private final Runnable counted;
        private final boolean isVector;
        private int calls;

        private Work(Call call, Runnable counted, boolean isVector) {
            this.call = call;
            this.counted = counted;
            this.isVector = isVector;
        }

        /** Does it once. Scalar code takes only what steps do: users' steps are compiled with what it has done here. */
        public void run() {
            calls++;
            call.run(!isVector || calls > SHORT_CALLS, isVector && (calls & 3) == 0);
        }

        /** Calls the leaf's methods often, for nothing: what the compiler counts. Nothing at all for scalar code. */
        public void count() {
            for (int i = 0; i < COUNTED_CALLS; i++) {
                counted.run();
            }
        }
    }

    /** What a piece of work does; every fourth call takes what is rarer as well, so that those branches are compiled too. */
    @FunctionalInterface
    private interface Call {
        void run(boolean all, boolean fourth);
    }

    /**
     * The leaf as a piece of work.
     *
     * @param kernels one of the twins
     * @param lanes of the vector twin, whichever the kernels are: how much there is to do
     * @return the work, the same numbers for both twins
     */
    public Work work(Kernels kernels, int lanes) {
        return switch (this) {
            case BLOCK_8 -> product(kernels, 8 * lanes);
            case BLOCK_6 -> product(kernels, 6 * lanes);
            case BLOCK_3 -> product(kernels, 3 * lanes);
            case UP_TO_4 -> product(kernels, 2 * lanes);
            case TILE_8 -> tiles(kernels, 8 * lanes);
            case TILE_4 -> tiles(kernels, 4 * lanes);
            case TILE_2 -> tiles(kernels, 2 * lanes);
            case TILE_1 -> tiles(kernels, lanes);
            case LSTM -> lstm(kernels, lanes);
            case GRU -> gru(kernels, lanes);
            default -> pass(kernels.elements(), lanes);
        };
    }

    private Runnable counted(Object twin) {
        return twin instanceof Counted vector ? () -> vector.count(this, TURNS) : () -> {};
    }

    /** Every fourth call takes x alone and h alone too, and goes on from results: the input part and the rest of a sequence. */
    private Work product(Kernels kernels, int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        Ranges ranges = new Ranges(kernels.pack(1, floats(random, rows), matrix(random, rows, 2 * MANY)));
        float[] x = floats(random, MANY);
        float[] z = floats(random, rows);
        Gemv gemv = kernels.gemv();
        int blocks = ranges.many.matrix().blocks();
        return new Work(
                (all, fourth) -> {
                    gemv.gemv(all ? ranges.many : ranges.few, x, 0, x, 0, z, 0, 0, blocks);
                    if (fourth) {
                        gemv.gemv(ranges.input, x, 0, x, 0, z, 0, 0, blocks);
                        gemv.gemv(ranges.recurrent, x, 0, x, 0, z, 0, 0, blocks);
                    }
                },
                counted(gemv),
                gemv instanceof Counted);
    }

    private Work tiles(Kernels kernels, int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        Ranges ranges = new Ranges(kernels.pack(1, floats(random, rows), matrix(random, rows, 2 * MANY)));
        int xStride = Rows.stride(MANY);
        int zStride = Rows.stride(rows);
        float[] x = floats(random, ROWS * xStride);
        float[] z = floats(random, ROWS * zStride);
        Gemm gemm = kernels.gemm();
        return new Work(
                (all, fourth) -> {
                    gemm.gemm(all ? ranges.input : ranges.fewInput, ROWS, x, 0, xStride, z, 0, zStride);
                    if (fourth) {
                        gemm.gemm(ranges.fewRecurrent, ROWS, x, 0, xStride, z, 0, zStride);
                    }
                },
                counted(gemm),
                gemm instanceof Counted);
    }

    /**
     * A last vector of units whose products are there already, and one that computes them itself; every fourth call a block of
     * two vectors too, and products that go on from results.
     */
    private Work lstm(Kernels kernels, int lanes) {
        SplittableRandom random = new SplittableRandom(lanes);
        int units = 3 * lanes;
        Ranges ranges = new Ranges(kernels.pack(4, floats(random, 4 * units), matrix(random, 4 * units, 2 * MANY)));
        float[] x = floats(random, MANY);
        float[] state = floats(random, 2 * Rows.stride(units));
        float[] next = floats(random, units);
        StepScratch scratch = scratch(random, 4, units);
        scratch.cAt = Rows.stride(units);
        LstmKernel lstm = kernels.lstm();
        return new Work(
                (all, fourth) -> {
                    scratch.traced = fourth;
                    lstm.units(2 * lanes, units, state, next, scratch);
                    lstm.lastVector(all ? ranges.many : ranges.few, x, state, next, scratch);
                    if (fourth) {
                        lstm.units(0, 2 * lanes, state, next, scratch);
                        lstm.lastVector(ranges.recurrent, x, state, next, scratch);
                    }
                },
                counted(lstm),
                lstm instanceof Counted);
    }

    /** A last vector of units; every fourth call a block of two vectors too. */
    private Work gru(Kernels kernels, int lanes) {
        SplittableRandom random = new SplittableRandom(lanes);
        int units = 3 * lanes;
        float[] state = floats(random, units);
        float[] next = floats(random, units);
        StepScratch scratch = scratch(random, 3, units);
        GruKernel gru = kernels.gru();
        return new Work(
                (_, fourth) -> {
                    scratch.traced = fourth;
                    gru.units(2 * lanes, units, state, next, scratch);
                    if (fourth) {
                        gru.units(0, 2 * lanes, state, next, scratch);
                    }
                },
                counted(gru),
                gru instanceof Counted);
    }

    /** The ranges of columns that cells take of a matrix, and short ones for code that is interpreted. */
    private static final class Ranges {
        private final ColumnRange few;
        private final ColumnRange many;
        private final ColumnRange input;
        private final ColumnRange recurrent;
        private final ColumnRange fewInput;
        private final ColumnRange fewRecurrent;

        Ranges(PackedMatrix matrix) {
            few = new ColumnRange(matrix, MANY - FEW, MANY, MANY + FEW, false);
            many = new ColumnRange(matrix, 0, MANY, 2 * MANY, false);
            input = new ColumnRange(matrix, 0, MANY, MANY, false);
            recurrent = new ColumnRange(matrix, MANY, MANY, 2 * MANY, true);
            fewInput = new ColumnRange(matrix, 0, FEW, FEW, false);
            fewRecurrent = new ColumnRange(matrix, MANY, MANY, MANY + FEW, true);
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

    /** A pass over nothing only counts. */
    private Work pass(ElementKernels elements, int lanes) {
        int many = 16 * lanes;
        SplittableRandom random = new SplittableRandom(many);
        float[] a = floats(random, many);
        float[] x = floats(random, many);
        float[] y = floats(random, many);
        float[] z = floats(random, many);
        boolean vector =
                elements instanceof VectorElements || elements.getClass().isHidden();
        return new Work(
                (all, _) -> pass(elements, all ? many : lanes, a, x, y, z),
                vector
                        ? () -> {
                            pass(elements, 0, a, x, y, z);
                            pass(elements, 0, a, x, y, z);
                        }
                        : () -> {},
                vector);
    }

    private void pass(ElementKernels elements, int n, float[] a, float[] x, float[] y, float[] z) {
        switch (this) {
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
            default -> throw new IllegalStateException(this + " is no pass");
        }
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
