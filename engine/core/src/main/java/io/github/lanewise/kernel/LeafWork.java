package io.github.lanewise.kernel;

import io.github.lanewise.matrix.NoMemory;
import io.github.lanewise.matrix.PackedMatrix;
import org.jspecify.annotations.Nullable;

/**
 * A leaf as a piece of work on a few numbers of its own, the same for both twins, so that their times can be compared. Not
 * thread-safe.
 */
public final class LeafWork {
    /** Rows of x: a tile of three, and one of two. */
    private static final int ROWS = 5;

    /** Of large blocks: a tile of six, and one of two. */
    private static final int MORE_ROWS = 8;

    /** Calls that only count, at a time, of each of the leaf's methods. */
    private static final int COUNTED_CALLS = 480;

    /** Of what may throw, for each call that does, see {@link Counted}. */
    private static final int CALLS_THAT_END_WELL = 20;

    /** How long small leaves work in place of that. */
    private static final long WORK_NANOS = 1_000_000;

    private static final StepScratch SOME_SUMS = new StepScratch();

    private final Leaf leaf;
    private final LeafCall call;
    private final @Nullable Counted vectorTwin;
    private int calls;
    private int counted;

    private LeafWork(Leaf leaf, LeafCall call) {
        this.leaf = leaf;
        this.call = call;
        vectorTwin = call.twin() instanceof Counted twin ? twin : null;
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
        Kernels own = kernels.of(leaf.precision());
        LeafCall call = switch (leaf) {
            case BLOCKS_16 -> new LeafCall.Product(own, 16 * lanes, columnsOfLarge(16 * lanes));
            case BLOCK_8, BF16_8, INT8_8, INT4_8 -> new LeafCall.Product(own, 8 * lanes);
            case BLOCK_6, BF16_6, INT8_6, INT4_6 -> new LeafCall.Product(own, 6 * lanes);
            case BLOCK_3 -> new LeafCall.Product(own, 3 * lanes);
            case UP_TO_4, BF16_UP_TO_4, INT8_UP_TO_4, INT4_UP_TO_4 -> new LeafCall.Product(own, 2 * lanes);
            case TILE_8, UNPACK_BF16, UNPACK_INT8, UNPACK_INT4 -> new LeafCall.Tiles(own, 8 * lanes, MORE_ROWS);
            case TILE_6 -> new LeafCall.Tiles(own, 6 * lanes, MORE_ROWS);
            case TILE_4 -> new LeafCall.Tiles(own, 4 * lanes, ROWS);
            case TILE_UP_TO_2 -> new LeafCall.Tiles(own, 2 * lanes, ROWS);
            case LSTM -> new LeafCall.LstmUnits(own.lstm(), lanes);
            case SMALL_LSTM -> new LeafCall.SmallLstm(own, lanes);
            case GRU -> new LeafCall.GruUnits(own.gru(), lanes);
            default -> new LeafCall.Pass(leaf, own.elements(), lanes);
        };
        return new LeafWork(leaf, call);
    }

    /** So many that the matrix is a large one, of which only the first columns are used. */
    private static int columnsOfLarge(int rows) {
        return Math.toIntExact(PackedMatrix.LARGE_BYTES / Float.BYTES / rows);
    }

    /**
     * Does it once. Scalar code takes only what steps do: users' steps are compiled with what it has done here.
     *
     * @param all false for a little of it only, while the code is interpreted
     */
    public void run(boolean all) {
        calls++;
        call.run(all, vectorTwin != null && (calls & 3) == 0);
    }

    /** Does all of it for a while: what the compiler counts of small leaves. */
    public void work() {
        long begin = System.nanoTime();
        do {
            run(true);
        } while (System.nanoTime() - begin < WORK_NANOS);
    }

    /** Calls the leaf's methods often, for nothing: what the compiler counts. Nothing at all for scalar code. */
    public void count() {
        if (vectorTwin == null) {
            return;
        }
        for (int i = 0; i < COUNTED_CALLS * leaf.methods(); i++) {
            try {
                vectorTwin.count(leaf, counted++);
            } catch (NoMemory _) { // rare, as C2 is to see it
                for (int j = 0; j < CALLS_THAT_END_WELL; j++) {
                    Counted.SOME_WEIGHTS.weights();
                    SOME_SUMS.rowsOfSums();
                }
            }
        }
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
}
