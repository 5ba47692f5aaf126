package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.FloatMemory;
import io.github.lanewise.memory.WeightMemory;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import io.github.lanewise.team.WorkerTeam;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of every cell, in twins: for each output element scalar and vector code do the same IEEE 754 operations in
 * the same order, so their results are equal bit for bit, whatever the lanes.
 *
 * <p>Arrays come with the index of their first float ({@code at}) and, for several rows, the distance between rows. Every
 * method computes whole vectors: behind the end of what it is asked for it reads, and fills a result with meaningless
 * values, as far as a vector reaches. So rows lie as {@link io.github.lanewise.memory.Rows} has them, or are written in
 * ascending order.
 *
 * <p>Every NaN that is written, except by a product, is {@code Float.NaN}'s bits, because which payload fma passes on depends
 * on the machine instruction that was chosen.
 *
 * @param lanes units that one vector holds; 1 for scalar code
 * @param gemv products with one vector
 * @param gemm products with several vectors
 * @param lstm the units of an LSTM whose products are there
 * @param smallLstm an LSTM whose units are all in one vector; null where no leaf has its products
 * @param gru the units of a GRU
 * @param elements passes over single elements
 * @param memory allocates floats for packed weights of vector code
 * @param precision of the weights that the products take
 * @param byPrecision the products of every precision that there is, see {@link #of}
 */
public record Kernels(
        int lanes,
        Gemv gemv,
        Gemm gemm,
        LstmKernel lstm,
        @Nullable SmallLstmKernel smallLstm,
        GruKernel gru,
        ElementKernels elements,
        FloatMemory memory,
        Precision precision,
        Map<Precision, Products> byPrecision) {
    /**
     * Kernels for weights of 32 bits only.
     *
     * @param lanes units that one vector holds; 1 for scalar code
     * @param gemv products with one vector
     * @param gemm products with several vectors
     * @param lstm the units of an LSTM whose products are there
     * @param smallLstm an LSTM whose units are all in one vector; null where no leaf has its products
     * @param gru the units of a GRU
     * @param elements passes over single elements
     * @param memory allocates floats for packed weights of vector code
     */
    public Kernels(
            int lanes,
            Gemv gemv,
            Gemm gemm,
            LstmKernel lstm,
            @Nullable SmallLstmKernel smallLstm,
            GruKernel gru,
            ElementKernels elements,
            FloatMemory memory) {
        this(lanes, gemv, gemm, lstm, smallLstm, gru, elements, memory, Precision.FP32, Map.of());
    }

    /**
     * Scalar code, for any JVM, and the reference for vector code.
     *
     * @return new kernels
     */
    public static Kernels scalar() {
        Gemv gemv = new ScalarGemv();
        ScalarLstm lstm = new ScalarLstm();
        return new Kernels(
                        1,
                        gemv,
                        new ScalarGemm(),
                        lstm,
                        lstm,
                        new ScalarGru(),
                        ScalarElements.INSTANCE,
                        FloatMemory.COLLECTED)
                .with(Map.of(
                        Precision.BF16,
                        rowByRow(new ScalarBf16Gemv()),
                        Precision.INT8,
                        rowByRow(new ScalarInt8Gemv()),
                        Precision.INT4,
                        rowByRow(new ScalarInt4Gemv())));
    }

    private static Products rowByRow(Gemv gemv) {
        return new Products(gemv, new RowByRow(gemv));
    }

    /** The same kernels, and products of other precisions. */
    Kernels with(Map<Precision, Products> others) {
        return new Kernels(lanes, gemv, gemm, lstm, smallLstm, gru, elements, memory, precision, others);
    }

    /**
     * The same kernels for weights of another precision.
     *
     * @param other the weights'
     * @return kernels that pack weights in it
     * @throws IllegalArgumentException if there are none
     */
    public Kernels of(Precision other) {
        if (other == precision) {
            return this;
        }
        @Nullable Products products = byPrecision.get(other);
        if (products == null) {
            throw new IllegalArgumentException(
                    "expected kernels for " + other.text() + ", found only those for " + precision.text());
        }
        return new Kernels(
                lanes, products.gemv(), products.gemm(), lstm, null, gru, elements, memory, other, byPrecision);
    }

    /** The same kernels with their products, of all precisions, wrapped in something. */
    private Kernels wrapped(UnaryOperator<Products> wrapper) {
        Map<Precision, Products> others = new EnumMap<>(Precision.class);
        for (Map.Entry<Precision, Products> entry : byPrecision.entrySet()) {
            others.put(entry.getKey(), wrapper.apply(entry.getValue()));
        }
        Products own = wrapper.apply(new Products(gemv, gemm));
        return new Kernels(
                lanes, own.gemv(), own.gemm(), lstm, smallLstm, gru, elements, memory, precision, Map.copyOf(others));
    }

    /**
     * The same kernels, their products shared out to a team. Who computes a row of a result does not change its chain, so
     * the bits are the same. Passes stay with the caller.
     *
     * @param team closed by its owner
     * @param rooms the team's
     * @return thread-safe kernels: who finds the team taken computes alone
     */
    public Kernels sharedWith(WorkerTeam team, TeamRooms rooms) {
        return wrapped(products -> {
            TeamProducts shared = new TeamProducts(products.gemv(), products.gemm(), team, rooms);
            return new Products(shared, shared);
        });
    }

    /**
     * The same kernels with other products of matrices.
     *
     * @param tiles that are not used before they are ready
     * @return the same bits
     */
    public Kernels with(LateTiles tiles) {
        return wrapped(tiles);
    }

    /**
     * The same kernels for one model.
     *
     * @param weights the model's
     * @return kernels that pack weights there
     */
    public Kernels in(WeightMemory weights) {
        return new Kernels(lanes, gemv, gemm, lstm, smallLstm, gru, elements, weights, precision, byPrecision);
    }

    /**
     * Packs matrices for these kernels, side by side as one.
     *
     * @param gates how many the rows consist of; 1 for a plain matrix
     * @param bias one float a row that the products begin from, or null for zeros
     * @param weights shapes (rows, columns) with as many rows each, each size at least 1
     * @return the packed copy
     * @throws IllegalArgumentException if a weight does not go into the kernels' precision
     */
    public PackedMatrix pack(int gates, float @Nullable [] bias, Tensor... weights) {
        return PackedMatrix.pack(memory, lanes, precision, gates, bias, weights);
    }

    /**
     * Packs the matrix of a layer that is one product.
     *
     * @param weight shape (rows, columns)
     * @param bias one float a row, or null for zeros
     * @return all of its columns, whose products start from the bias
     */
    public ColumnRange pack(Tensor weight, @Nullable Tensor bias) {
        return ColumnRange.all(pack(1, bias == null ? null : bias.data(), weight));
    }

    /** A whole {@link Gemv#gemv} of all columns with x. */
    static void whole(Gemv gemv, ColumnRange w, float[] x, int xOffset, float[] z, int zOffset) {
        gemv.gemv(w, x, xOffset, x, xOffset, z, zOffset, 0, w.matrix().blocks());
    }
}
