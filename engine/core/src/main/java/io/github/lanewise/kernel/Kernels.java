package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;

/**
 * The arithmetic of every cell. {@link ScalarKernels} and {@link VectorKernels} are twins: for each output element they
 * do the same IEEE 754 operations in the same order, so their results are equal bit for bit, whatever the lanes.
 *
 * <p>Buffers come with the index of their first float ({@code at}) and, for several rows, the distance between rows in
 * floats. Every method computes whole vectors: up to {@link AlignedFloats#SLACK} floats behind the end of what it is asked
 * for are read, and behind the end of a result filled with meaningless values. So rows in memory are a multiple of a
 * vector apart, or written in ascending order.
 *
 * <p>Every NaN that a pass other than a product writes is {@code Float.NaN}'s bits, because which payload fma hands on
 * depends on the machine instruction that was chosen; the gates and states that a pass reads have only such NaNs.
 */
public interface Kernels {
    /** The contract of {@link #sigmoid} and {@link #tanh}: error in units in the last place, over all floats. */
    int MAX_ULP = 2;

    /**
     * Rows that one vector holds.
     *
     * @return 1 for scalar code
     */
    int lanes();

    /**
     * Vectors in a full panel of the matrices that these kernels read.
     *
     * @return a power of two
     */
    int panel();

    /**
     * The passes that only variants of cells need, for the same lanes.
     *
     * @return the same object each time
     */
    ElementKernels elements();

    /**
     * Packs matrices for these kernels, side by side as one.
     *
     * @param weights shapes (rows, columns) with as many rows each, each size at least 1
     * @return the packed copy
     */
    default PackedMatrix pack(Tensor... weights) {
        return PackedMatrix.pack(lanes(), panel(), weights);
    }

    /**
     * Strips that a matrix's rows come in for {@link #gemv}: two full panels each, the last one with what is left.
     *
     * @param matrix packed for these kernels
     * @return at least 1
     */
    default int strips(PackedMatrix matrix) {
        int vectors = 2 * panel();
        return (matrix.vectors() + vectors - 1) / vectors;
    }

    /**
     * {@code z = start + W x + W' h}. Each row is one chain: {@code acc = start; for k ascending: acc = fma(w[k], x[k], acc)},
     * on through h. Start may be z itself, so that the chain goes on where an earlier product ended.
     *
     * @param w columns of a matrix of R rows, packed for these kernels
     * @param x a float for each column before the range's split
     * @param xAt where they begin
     * @param h a float for each column behind it
     * @param hAt where they begin
     * @param start R floats
     * @param startAt where they begin
     * @param z R floats, and padding up to a whole vector
     * @param zAt where they begin
     * @param fromStrip the first strip of rows to compute, see {@link #strips}
     * @param toStrip the strip to stop before
     * @param descending from the last strip to the first. The results are the same; whoever goes back and forth finds in
     *     the cache what he read last, where one who always begins at the beginning finds nothing once the weights are
     *     larger than the cache
     */
    void gemv(
            ColumnRange w,
            AlignedFloats x,
            long xAt,
            AlignedFloats h,
            long hAt,
            AlignedFloats start,
            long startAt,
            AlignedFloats z,
            long zAt,
            int fromStrip,
            int toStrip,
            boolean descending);

    /**
     * {@link #gemv} for several rows of x at once: weights are read once for a block of rows.
     *
     * @param w columns of a matrix of R rows, packed for these kernels; all multiplied with x
     * @param count rows of x and z
     * @param x count rows of as many floats as there are columns
     * @param xAt where they begin
     * @param xStride floats from row to row
     * @param start rows of R floats
     * @param startAt where they begin
     * @param startStride floats from row to row; 0 where every row starts from the same floats
     * @param z count rows of R floats, and padding up to a whole vector
     * @param zAt where they begin
     * @param zStride floats from row to row, at least R rounded up to whole vectors
     */
    void gemm(
            ColumnRange w,
            int count,
            AlignedFloats x,
            long xAt,
            long xStride,
            AlignedFloats start,
            long startAt,
            long startStride,
            AlignedFloats z,
            long zAt,
            long zStride);

    /**
     * {@code y = 1 / (1 + exp(-x))}, within {@link #MAX_ULP} of the correctly rounded value; NaN gives NaN.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     */
    void sigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n);

    /**
     * {@code y = tanh(x)}, within {@link #MAX_ULP} of the correctly rounded value, odd, -0 gives -0; NaN gives NaN.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     */
    void tanh(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n);

    /**
     * {@code y = x <= 0 ? 0 : x}; NaN gives NaN.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     */
    void relu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n);

    /**
     * {@code z = exp(z - max)} where no z is greater than max; results below the least subnormal are 0.
     *
     * @param z the floats
     * @param at where they begin
     * @param n how many
     * @param max the greatest of them
     */
    void expBelow(AlignedFloats z, long at, int n, float max);

    /**
     * Gives every NaN {@code Float.NaN}'s bits; all else stays.
     *
     * @param z the floats
     * @param at where they begin
     * @param n how many
     */
    void canonicalNaN(AlignedFloats z, long at, int n);

    /**
     * Makes every subnormal, a magnitude below {@code Float.MIN_NORMAL}, a zero of its sign; all else stays.
     *
     * @param z the floats
     * @param at where they begin
     * @param n how many
     */
    void flushSubnormals(AlignedFloats z, long at, int n);

    /**
     * The LSTM's new cell state, {@code c = f c + i g}, as {@code fma(f, c, i * g)}.
     *
     * @param gates i, f, g, o one after another, n floats each
     * @param gatesAt where they begin
     * @param c n floats of cell state
     * @param cAt where they begin
     * @param n units
     */
    void lstmCellState(AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, int n);

    /**
     * The LSTM's new hidden state, {@code h = o tanh(c)}.
     *
     * @param gates i, f, g, o one after another, n floats each
     * @param gatesAt where they begin
     * @param c n floats of cell state
     * @param cAt where they begin
     * @param h n floats of hidden state, written
     * @param hAt where they begin
     * @param n units
     */
    void lstmHiddenState(
            AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, AlignedFloats h, long hAt, int n);

    /**
     * The GRU's new gate, {@code n = tanh(n_x + r n_h)}, as {@code tanh(fma(r, n_h, n_x))}.
     *
     * @param z the new gate's recurrent part n_h in the third n floats
     * @param zAt where the first begin
     * @param x the new gate's input part n_x, n floats
     * @param xAt where they begin
     * @param gates r, z and the new gate, written, one after another, n floats each
     * @param gatesAt where they begin
     * @param n units
     */
    void gruNewGate(AlignedFloats z, long zAt, AlignedFloats x, long xAt, AlignedFloats gates, long gatesAt, int n);

    /**
     * The GRU's new hidden state, {@code h = (1 - z) n + z h}, as {@code fma(z, h - n, n)}.
     *
     * @param gates r, z, n one after another, n floats each
     * @param gatesAt where they begin
     * @param h n floats of hidden state
     * @param hAt where they begin
     * @param n units
     */
    void gruHiddenState(AlignedFloats gates, long gatesAt, AlignedFloats h, long hAt, int n);
}
