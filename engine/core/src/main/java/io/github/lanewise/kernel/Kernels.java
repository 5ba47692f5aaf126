package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.memory.WeightMemory;
import io.github.lanewise.spec.Tensor;
import io.github.lanewise.team.WorkerTeam;
import java.util.function.LongFunction;
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
 * @param lastLstm the units of an LSTM that has only one vector of them, and of a last one: with their product
 * @param gru the units of a GRU
 * @param elements passes over single elements
 * @param memory allocates floats for packed weights of vector code
 */
public record Kernels(
        int lanes,
        Gemv gemv,
        Gemm gemm,
        LstmKernel lstm,
        LstmKernel lastLstm,
        GruKernel gru,
        ElementKernels elements,
        LongFunction<AlignedFloats> memory) {
    /**
     * Scalar code, for any JVM, and the reference for vector code.
     *
     * @return new kernels
     */
    public static Kernels scalar() {
        Gemv gemv = new ScalarGemv();
        LstmKernel lstm = new ScalarLstm();
        return new Kernels(
                1,
                gemv,
                new ScalarGemm(),
                lstm,
                lstm,
                new ScalarGru(),
                ScalarElements.INSTANCE,
                AlignedFloats::allocate);
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
        TeamProducts shared = new TeamProducts(gemv, gemm, team, rooms);
        return new Kernels(lanes, shared, shared, lstm, lastLstm, gru, elements, memory);
    }

    /**
     * The same kernels with other products of matrices.
     *
     * @param tiles of these kernels
     * @return the same bits
     */
    public Kernels with(LateTiles tiles) {
        return new Kernels(lanes, gemv, tiles, lstm, lastLstm, gru, elements, memory);
    }

    /**
     * The same kernels for one model.
     *
     * @param weights the model's
     * @return kernels that pack weights there
     */
    public Kernels in(WeightMemory weights) {
        return new Kernels(lanes, gemv, gemm, lstm, lastLstm, gru, elements, weights::allocate);
    }

    /**
     * Packs matrices for these kernels, side by side as one.
     *
     * @param gates how many the rows consist of; 1 for a plain matrix
     * @param bias one float a row that the products begin from, or null for zeros
     * @param weights shapes (rows, columns) with as many rows each, each size at least 1
     * @return the packed copy
     */
    public PackedMatrix pack(int gates, float @Nullable [] bias, Tensor... weights) {
        return PackedMatrix.pack(memory, lanes, gates, bias, weights);
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
