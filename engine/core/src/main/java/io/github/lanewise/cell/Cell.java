package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Gemv;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
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
 * equations. Several rows share their products. The input part of z, {@link #input}, may run ahead for many steps at once. A row
 * of sums or of gates takes {@link #gateStride} floats; a row of hidden state {@link #hiddenStride}; a row of cell state {@link
 * #cellStride}.
 * Immutable, so thread-safe; buffers belong to the caller.
 */
public abstract sealed class Cell
        permits LstmCell, GruCell, RnnCell, LstmCellWithOptions, ResetFirstGruCell, RnnCellWithOptions {
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
    private final @Nullable ColumnRange projection;

    /** Start is what the gates' chains of products begin from, one float a row of gates. */
    Cell(CellKind kind, CellWeights weights, Kernels kernels, float[] start) {
        this(kind, weights, kernels, kernels.pack(kind.gates(), start, weights.weightIh(), weights.weightHh()));
    }

    /** The matrix holds W_ih and, unless the cell has its own way with that, W_hh beside it. */
    Cell(CellKind kind, CellWeights weights, Kernels kernels, PackedMatrix packed) {
        this.kind = kind;
        this.kernels = kernels;
        gemv = kernels.gemv();
        elements = kernels.elements();
        hiddenSize = weights.weightIh().size(0) / kind.gates();
        gateStride = kind.gates() * Rows.stride(hiddenSize);
        recurrentSize = weights.weightHh().size(1);
        int inputSize = weights.weightIh().size(1);
        int columns = packed.columns();
        whole = new ColumnRange(packed, 0, inputSize, columns, false);
        input = new ColumnRange(packed, 0, inputSize, inputSize, false);
        recurrent = new ColumnRange(packed, inputSize, inputSize, columns, true);
        projection = weights.weightHr() == null ? null : kernels.pack(weights.weightHr(), null);
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
            case LSTM -> plain ? new LstmCell(weights, kernels) : new LstmCellWithOptions(weights, options, kernels);
            case GRU -> {
                if (!options.linearBeforeReset()) {
                    yield new ResetFirstGruCell(weights, options, kernels);
                }
                yield plain ? new GruCell(weights, kernels) : new GruCellWithOptions(weights, options, kernels);
            }
            case RNN_TANH, RNN_RELU ->
                plain ? new RnnCell(kind, weights, kernels) : new RnnCellWithOptions(kind, weights, options, kernels);
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
     * @param xOffset index of the first of them in x
     * @param xStride floats from row to row
     * @param sumsOffset where the rows of sums begin, which are written
     * @param scratch the thread's, with room for the sums
     */
    public final void input(int rows, float[] x, int xOffset, int xStride, int sumsOffset, StepScratch scratch) {
        float[] z = scratch.sums.floats();
        kernels.gemm().gemm(input, rows, x, xOffset, xStride, z, sumsOffset, gateStride);
    }

    /**
     * A whole time step of one row.
     *
     * @param x a row of input
     * @param xOffset index of its first float in x
     * @param state hidden and cell state
     * @param hiddenOffset where the hidden state begins
     * @param cellOffset where the cell state begins, for LSTM
     * @param scratch the thread's
     * @param descending which way the weights are read. Where steps take one way and the other in turn, a step finds in the cache
     *     what the one before read last
     */
    public final void step(
            float[] x,
            int xOffset,
            float[] state,
            int hiddenOffset,
            int cellOffset,
            StepScratch scratch,
            boolean descending) {
        scratch.sums.atLeast(gateStride);
        begin(1, 0, hiddenOffset, cellOffset, scratch);
        scratch.inputOffset = xOffset;
        row(whole, x, state, scratch, descending);
    }

    /**
     * The rest of a time step: adds the recurrent part to the sums, makes the gates of them and advances the state.
     *
     * @param rows how many
     * @param sumsOffset where the rows of sums with the input part begin; overwritten
     * @param state hidden and cell state
     * @param hiddenOffset where the rows of hidden state begin
     * @param cellOffset where the rows of cell state begin, for LSTM
     * @param scratch the thread's, with the sums
     * @param descending which way the weights are read, as in the step of one row
     */
    public final void step(
            int rows,
            int sumsOffset,
            float[] state,
            int hiddenOffset,
            int cellOffset,
            StepScratch scratch,
            boolean descending) {
        begin(rows, sumsOffset, hiddenOffset, cellOffset, scratch);
        if (rows == 1) {
            row(recurrent, state, state, scratch, descending);
        } else {
            rows(rows, state, scratch);
        }
    }

    /** Makes room for the rows of a step, and the first of them the row in hand. */
    private void begin(int rows, int sumsOffset, int hiddenOffset, int cellOffset, StepScratch scratch) {
        long floats = (long) rows * Rows.stride(hiddenSize);
        scratch.gates.atLeast((long) rows * gateStride);
        scratch.aside.atLeast(2 * floats);
        scratch.units = hiddenSize;
        scratch.hiddenOffset = hiddenOffset;
        scratch.cellOffset = cellOffset;
        scratch.sumsOffset = sumsOffset;
        scratch.gatesOffset = 0;
        scratch.asideOffset = 0;
    }

    /** One row: its columns w with x, then h. */
    void row(ColumnRange w, float[] x, float[] state, StepScratch scratch, boolean descending) {
        float[] next = projection == null ? state : scratch.next.atLeast(Rows.stride(hiddenSize));
        scratch.nextOffset = projection == null ? scratch.hiddenOffset : 0;
        whole(w, x, state, next, scratch, descending);
        if (projection != null) {
            project(projection, 1, state, scratch.hiddenOffset, scratch);
        }
    }

    /** All products, which read all of h, then all units. */
    void whole(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch, boolean descending) {
        int blocks = w.matrix().blocks();
        products(w, x, state, descending ? blocks : 0, descending ? 0 : blocks, scratch);
        units(0, hiddenSize, state, next, scratch);
    }

    /** {@code z = start + W x + W' h} for the blocks between from and to, as {@link Gemv} counts them. */
    void products(ColumnRange w, float[] x, float[] state, int from, int to, StepScratch scratch) {
        gemv.gemv(
                w,
                x,
                scratch.inputOffset,
                state,
                scratch.hiddenOffset,
                scratch.sums.floats(),
                scratch.sumsOffset,
                from,
                to);
    }

    /** The rest of a time step of several rows. */
    void rows(int rows, float[] state, StepScratch scratch) {
        int hiddenOffset = scratch.hiddenOffset;
        addRecurrent(rows, state, scratch);
        float[] next = projection == null ? state : scratch.next.atLeast((long) rows * Rows.stride(hiddenSize));
        scratch.nextOffset = projection == null ? hiddenOffset : 0;
        for (int row = 0; row < rows; row++) {
            units(0, hiddenSize, state, next, scratch);
            scratch.hiddenOffset += hiddenStride();
            scratch.cellOffset += cellStride();
            scratch.nextOffset += Rows.stride(hiddenSize);
            scratch.sumsOffset += gateStride;
            scratch.gatesOffset += gateStride;
            scratch.asideOffset += Rows.stride(hiddenSize);
        }
        if (projection != null) {
            project(projection, rows, state, hiddenOffset, scratch);
        }
    }

    /** {@code z += W_hh h}: every chain goes on where {@link #input} left it. */
    void addRecurrent(int rows, float[] state, StepScratch scratch) {
        add(recurrent, rows, state, scratch);
    }

    /** Adds the products of some columns with rows of hidden state to rows of sums. */
    final void add(ColumnRange w, int rows, float[] state, StepScratch scratch) {
        float[] z = scratch.sums.floats();
        int hiddenOffset = scratch.hiddenOffset;
        kernels.gemm().gemm(w, rows, state, hiddenOffset, hiddenStride(), z, scratch.sumsOffset, gateStride);
    }

    /**
     * The equations: from the sums of some units of the row in hand to their gates and states.
     *
     * @param from the first unit, at the beginning of a block
     * @param to the unit to stop before, at the end of a block
     * @param state hidden and cell state
     * @param next the new hidden state, written; may be the old one's place
     * @param scratch the sums of all units, in the order of {@link PackedMatrix}, which may be overwritten
     */
    abstract void units(int from, int to, float[] state, float[] next, StepScratch scratch);

    /** {@code h = W_hr h'}. */
    private void project(ColumnRange weight, int rows, float[] state, int hiddenOffset, StepScratch scratch) {
        float[] hidden = scratch.next.floats();
        int stride = Rows.stride(hiddenSize);
        kernels.gemm().gemm(weight, rows, hidden, 0, stride, state, hiddenOffset, hiddenStride());
        for (int row = 0; row < rows; row++) {
            elements.canonicalNaN(state, hiddenOffset + row * hiddenStride(), recurrentSize);
        }
    }

    /**
     * Makes the subnormals of states zeros.
     *
     * @param rows how many
     * @param state hidden and cell state
     * @param hiddenOffset where the rows of hidden state begin
     * @param cellOffset where the rows of cell state begin, for LSTM
     */
    public final void flushSubnormals(int rows, float[] state, int hiddenOffset, int cellOffset) {
        for (int row = 0; row < rows; row++) {
            elements.flushSubnormals(state, hiddenOffset + row * hiddenStride(), recurrentSize);
            if (kind == CellKind.LSTM) {
                elements.flushSubnormals(state, cellOffset + row * cellStride(), hiddenSize);
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
     * The number of units (H).
     *
     * @return the hidden size
     */
    public final int hiddenSize() {
        return hiddenSize;
    }

    /**
     * The size of the hidden state, which the next step and the next layer read.
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
