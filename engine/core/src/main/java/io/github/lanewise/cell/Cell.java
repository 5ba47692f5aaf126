package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Gemv;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One layer and direction of a recurrent stack, compiled for one set of kernels. It advances several rows (independent
 * sequences) at once; each row's arithmetic is the same however many there are.
 *
 * <p>A time step is {@code z = b + W_ih x + W_hh h}, then {@link #units}, which the subclasses define: open them for the
 * equations. One row goes block of units by block of units, so that what a block has computed is still at hand; several rows
 * share their products. The input part of z, {@link #input}, may run ahead for many steps at once. A row of sums or of gates
 * takes {@link #gateStride} floats; a row of hidden state {@link #hiddenStride}; a row of cell state {@link #cellStride}.
 * Immutable, so thread-safe; buffers belong to the caller.
 */
public abstract sealed class Cell
        permits LstmCell, GruCell, RnnCell, GeneralLstmCell, ResetFirstGruCell, GeneralRnnCell {
    final Kernels kernels;
    final Gemv gemv;
    final ElementKernels elements;
    final int hiddenSize;
    final ColumnRange input;
    final ColumnRange recurrent;
    private final CellKind kind;
    private final int gateStride;
    private final int recurrentSize;
    private final ColumnRange whole;
    private final float[] start;
    private final @Nullable ColumnRange projection;
    private final float[] zeros;

    /** Start is what the gates' chains of products begin from, one float a row of gates. */
    Cell(CellKind kind, CellWeights weights, Kernels kernels, float[] start) {
        this(kind, weights, kernels, start, kernels.pack(kind.gates(), weights.weightIh(), weights.weightHh()));
    }

    /** The matrix holds W_ih and, unless the cell has its own way with that, W_hh beside it. */
    Cell(CellKind kind, CellWeights weights, Kernels kernels, float[] start, PackedMatrix packed) {
        this.kind = kind;
        this.kernels = kernels;
        this.start = packed.arrange(start);
        gemv = kernels.gemv();
        elements = kernels.elements();
        hiddenSize = weights.weightIh().size(0) / kind.gates();
        gateStride = kind.gates() * Rows.stride(hiddenSize);
        recurrentSize = weights.weightHh().size(1);
        int inputSize = weights.weightIh().size(1);
        int columns = packed.columns();
        whole = new ColumnRange(packed, 0, inputSize, columns);
        input = new ColumnRange(packed, 0, inputSize, inputSize);
        recurrent = new ColumnRange(packed, inputSize, inputSize, columns);
        projection = weights.weightHr() == null ? null : ColumnRange.all(kernels.pack(1, weights.weightHr()));
        zeros = new float[Rows.stride(recurrentSize)];
    }

    /**
     * Compiles a cell.
     *
     * @param kind which equations
     * @param weights in PyTorch's order
     * @param options how the equations depart from PyTorch's
     * @param kernels the arithmetic
     * @return the cell
     */
    public static Cell of(CellKind kind, CellWeights weights, CellOptions options, Kernels kernels) {
        boolean plain = options.areOf(kind) && weights.peepholes() == null;
        return switch (kind) {
            case LSTM -> plain ? new LstmCell(weights, kernels) : new GeneralLstmCell(weights, options, kernels);
            case GRU -> {
                if (!options.linearBeforeReset()) {
                    yield new ResetFirstGruCell(weights, options, kernels);
                }
                yield plain ? new GruCell(weights, kernels) : new GeneralGruCell(weights, options, kernels);
            }
            case RNN_TANH, RNN_RELU ->
                plain ? new RnnCell(kind, weights, kernels) : new GeneralRnnCell(kind, weights, options, kernels);
        };
    }

    /** PyTorch's two biases, added; zeros without bias. */
    static float[] sumOfBiases(CellWeights weights) {
        float[] sum = new float[weights.weightIh().size(0)];
        for (int row = 0; row < sum.length; row++) {
            sum[row] = element(weights.biasIh(), row) + element(weights.biasHh(), row);
        }
        return sum;
    }

    static float element(@Nullable Tensor bias, int row) {
        return bias == null ? 0f : bias.data()[row];
    }

    /**
     * The input part of the gates, {@code z = b + W_ih x}, for any number of rows and time steps at once.
     *
     * @param rows how many
     * @param x rows of input
     * @param xAt where they begin
     * @param xStride floats from row to row
     * @param z rows of sums
     * @param zAt where they begin
     * @param scratch the thread's
     */
    public final void input(int rows, float[] x, int xAt, int xStride, float[] z, int zAt, CellScratch scratch) {
        kernels.gemm().gemm(input, rows, x, xAt, xStride, start, 0, 0, z, zAt, gateStride);
    }

    /**
     * A whole time step of one row.
     *
     * @param x a row of input
     * @param xAt where it begins
     * @param state hidden and cell state
     * @param hAt where the hidden state begins
     * @param cAt where the cell state begins, for LSTM
     * @param scratch the thread's
     * @param descending which way the weights are read; whoever turns round every step finds in the cache what he read last
     */
    public final void step(
            float[] x, int xAt, float[] state, int hAt, int cAt, CellScratch scratch, boolean descending) {
        float[] z = scratch.sums.atLeast(gateStride());
        reserve(1, scratch);
        row(whole, x, xAt, start, 0, z, 0, state, hAt, cAt, scratch, descending);
    }

    /**
     * The rest of a time step: adds the recurrent part to z, makes the gates of it and advances the state.
     *
     * @param rows how many
     * @param z rows of sums with the input part; overwritten
     * @param zAt where they begin
     * @param state hidden and cell state
     * @param hAt where the rows of hidden state begin
     * @param cAt where the rows of cell state begin, for LSTM
     * @param scratch the thread's
     * @param descending which way the weights are read, as in the step of one row
     */
    public final void step(
            int rows, float[] z, int zAt, float[] state, int hAt, int cAt, CellScratch scratch, boolean descending) {
        reserve(rows, scratch);
        if (rows == 1) {
            row(recurrent, state, hAt, z, zAt, z, zAt, state, hAt, cAt, scratch, descending);
        } else {
            rows(rows, z, zAt, state, hAt, cAt, scratch);
        }
    }

    private void reserve(int rows, CellScratch scratch) {
        long floats = (long) rows * Rows.stride(hiddenSize);
        scratch.gates.atLeast((long) rows * gateStride());
        scratch.next.atLeast(floats);
        scratch.aside.atLeast(2 * floats);
    }

    /** One row: its columns w with x, then h, on from start. Several blocks write to next, since each reads all of h. */
    void row(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            float[] state,
            int hAt,
            int cAt,
            CellScratch scratch,
            boolean descending) {
        PackedMatrix matrix = w.matrix();
        int blocks = matrix.blocks();
        // A scalar block has two units: to call for each costs more than it gains.
        boolean atOnce = gemv.shares(w) || (kernels.lanes() == 1 && blocks > 1);
        boolean apart = projection != null || (blocks > 1 && !atOnce);
        float[] next = apart ? scratch.next.atLeast(0) : state;
        int nextAt = apart ? 0 : hAt;
        if (atOnce) {
            products(w, x, xAt, state, hAt, start, startAt, z, zAt, 0, blocks, descending, scratch);
            units(0, hiddenSize, z, zAt, state, hAt, cAt, next, nextAt, scratch, 0);
        } else {
            for (int i = 0; i < blocks; i++) {
                int block = descending ? blocks - 1 - i : i;
                block(block, w, x, xAt, start, startAt, z, zAt, state, hAt, cAt, next, nextAt, scratch);
            }
        }
        if (projection != null) {
            project(projection, 1, next, state, hAt);
        } else if (apart) {
            System.arraycopy(next, 0, state, hAt, hiddenSize);
        }
    }

    /** The products and units of one block. */
    void block(
            int block,
            ColumnRange w,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            float[] state,
            int hAt,
            int cAt,
            float[] next,
            int nextAt,
            CellScratch scratch) {
        products(w, x, xAt, state, hAt, start, startAt, z, zAt, block, block + 1, false, scratch);
        int from = w.matrix().unit(block);
        int to = w.matrix().unit(block + 1);
        units(from, to, z, zAt, state, hAt, cAt, next, nextAt, scratch, 0);
    }

    /** {@code z = start + W x + W' h} for some blocks. */
    void products(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            int fromBlock,
            int toBlock,
            boolean descending,
            CellScratch scratch) {
        gemv.gemv(w, x, xAt, h, hAt, start, startAt, z, zAt, fromBlock, toBlock, descending);
    }

    /** The rest of a time step of several rows. */
    void rows(int rows, float[] z, int zAt, float[] state, int hAt, int cAt, CellScratch scratch) {
        addRecurrent(rows, z, zAt, state, hAt, scratch);
        float[] next = projection == null ? state : scratch.next.atLeast(0);
        for (int row = 0; row < rows; row++) {
            int sums = zAt + row * gateStride();
            int h = hAt + row * hiddenStride();
            int nextAt = projection == null ? h : row * Rows.stride(hiddenSize);
            units(0, hiddenSize, z, sums, state, h, cAt + row * cellStride(), next, nextAt, scratch, row);
        }
        if (projection != null) {
            project(projection, rows, next, state, hAt);
        }
    }

    /** {@code z += W_hh h}: every chain goes on where {@link #input} left it. */
    void addRecurrent(int rows, float[] z, int zAt, float[] state, int hAt, CellScratch scratch) {
        int stride = hiddenStride();
        kernels.gemm().gemm(recurrent, rows, state, hAt, stride, z, zAt, gateStride, z, zAt, gateStride);
    }

    /**
     * The equations: from the sums of some units to their gates and states.
     *
     * @param from the first unit, at the beginning of a block
     * @param to the unit to stop before, at the end of a block
     * @param z the sums of all units, in the order of {@link PackedMatrix}; may be overwritten
     * @param zAt where they begin
     * @param state hidden and cell state
     * @param hAt where the row's hidden state begins
     * @param cAt where the row's cell state begins, for LSTM
     * @param next the new hidden state, written; may be the old one's place
     * @param nextAt where it begins
     * @param scratch the thread's
     * @param row number of the row, for what scratch has of it
     */
    abstract void units(
            int from,
            int to,
            float[] z,
            int zAt,
            float[] state,
            int hAt,
            int cAt,
            float[] next,
            int nextAt,
            CellScratch scratch,
            int row);

    /** {@code h = W_hr h'}. */
    private void project(ColumnRange weight, int rows, float[] hidden, float[] state, int hAt) {
        int stride = Rows.stride(hiddenSize);
        kernels.gemm().gemm(weight, rows, hidden, 0, stride, zeros, 0, 0, state, hAt, hiddenStride());
        for (int row = 0; row < rows; row++) {
            elements.canonicalNaN(state, hAt + row * hiddenStride(), recurrentSize);
        }
    }

    /**
     * Makes the subnormals of states zeros.
     *
     * @param rows how many
     * @param state hidden and cell state
     * @param hAt where the rows of hidden state begin
     * @param cAt where the rows of cell state begin, for LSTM
     */
    public final void flushSubnormals(int rows, float[] state, int hAt, int cAt) {
        for (int row = 0; row < rows; row++) {
            elements.flushSubnormals(state, hAt + row * hiddenStride(), recurrentSize);
            if (kind == CellKind.LSTM) {
                elements.flushSubnormals(state, cAt + row * cellStride(), hiddenSize);
            }
        }
    }

    /**
     * The equations.
     *
     * @return which kind of cell this is
     */
    public final CellKind kind() {
        return kind;
    }

    /**
     * H.
     *
     * @return units
     */
    public final int hiddenSize() {
        return hiddenSize;
    }

    /**
     * What the cell hands on to the next step and layer.
     *
     * @return H, or the size of the projection
     */
    public final int recurrentSize() {
        return recurrentSize;
    }

    /**
     * Floats from row to row of sums, and of gates.
     *
     * @return gates times H rounded up to whole vectors of any width
     */
    public final int gateStride() {
        return gateStride;
    }

    /**
     * Floats from row to row of hidden state.
     *
     * @return {@link #recurrentSize}, rounded up to whole vectors of any width
     */
    public final int hiddenStride() {
        return Rows.stride(recurrentSize);
    }

    /**
     * Floats from row to row of cell state.
     *
     * @return H, rounded up to whole vectors of any width; 0 for a cell without cell state
     */
    public final int cellStride() {
        return kind == CellKind.LSTM ? Rows.stride(hiddenSize) : 0;
    }
}
