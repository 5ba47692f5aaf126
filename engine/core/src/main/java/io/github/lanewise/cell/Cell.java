package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One layer and direction of a recurrent stack, compiled for one set of kernels. It advances several rows (independent
 * sequences) at once; each row's arithmetic is the same however many there are.
 *
 * <p>A time step is {@link #input}, which may run ahead for many steps at once, then {@link #step}, which the subclasses
 * define: open them for the equations. A row of gates, z, takes {@link #gateStride} floats; a row of hidden state
 * {@link #hiddenStride}; a row of cell state {@link #cellStride}. Immutable, so thread-safe; buffers belong to the caller.
 */
public abstract sealed class Cell
        permits LstmCell, GruCell, RnnCell, GeneralLstmCell, GeneralGruCell, ResetFirstGruCell, GeneralRnnCell {
    final Kernels kernels;
    final int hiddenSize;
    private final CellKind kind;
    private final int recurrentSize;
    private final ColumnRange whole;
    private final ColumnRange input;
    private final ColumnRange recurrent;
    private final int strips;
    private final AlignedFloats start;

    /** Start is what the gates' chains of products begin from, one float a row of gates. */
    Cell(CellKind kind, CellWeights weights, Kernels kernels, AlignedFloats start) {
        this(kind, weights, kernels, start, kernels.pack(weights.weightIh(), weights.weightHh()));
    }

    /** The matrix holds W_ih and, unless the cell has its own way with that, W_hh beside it. */
    Cell(CellKind kind, CellWeights weights, Kernels kernels, AlignedFloats start, PackedMatrix packed) {
        this.kind = kind;
        this.kernels = kernels;
        this.start = start;
        hiddenSize = weights.weightIh().size(0) / kind.gates();
        recurrentSize = weights.weightHh().size(1);
        int inputSize = weights.weightIh().size(1);
        int columns = packed.columns();
        whole = new ColumnRange(packed, 0, inputSize, columns);
        input = new ColumnRange(packed, 0, inputSize, inputSize);
        recurrent = new ColumnRange(packed, inputSize, inputSize, columns);
        strips = kernels.strips(packed);
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
    static AlignedFloats sumOfBiases(CellWeights weights) {
        int gateRows = weights.weightIh().size(0);
        AlignedFloats sum = AlignedFloats.allocate(gateRows);
        for (int row = 0; row < gateRows; row++) {
            sum.set(row, element(weights.biasIh(), row) + element(weights.biasHh(), row));
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
     * @param z rows of gates
     * @param zAt where they begin
     */
    public final void input(int rows, AlignedFloats x, long xAt, long xStride, AlignedFloats z, long zAt) {
        kernels.gemm(input, rows, x, xAt, xStride, start, 0, 0, z, zAt, gateStride());
    }

    /** {@code z += W_hh h}: every chain goes on where {@link #input} left it. */
    final void addRecurrent(int rows, AlignedFloats z, long zAt, AlignedFloats state, long hAt, boolean descending) {
        if (rows == 1) {
            kernels.gemv(recurrent, state, hAt, state, hAt, z, zAt, z, zAt, 0, strips, descending);
        } else {
            kernels.gemm(recurrent, rows, state, hAt, hiddenStride(), z, zAt, gateStride(), z, zAt, gateStride());
        }
    }

    /** {@code z = b + W_ih x + W_hh h}: both parts of one row of gates, each chain without a stop between them. */
    final void products(AlignedFloats x, long xAt, AlignedFloats z, AlignedFloats state, long hAt, boolean descending) {
        kernels.gemv(whole, x, xAt, state, hAt, start, 0, z, 0, 0, strips, descending);
    }

    /**
     * A whole time step of one row.
     *
     * @param x a row of input
     * @param xAt where it begins
     * @param z a row of {@link #gateStride} floats; overwritten
     * @param gates a row of gates in PyTorch's order, written
     * @param state hidden and cell state
     * @param hAt where the hidden state begins
     * @param cAt where the cell state begins, for LSTM
     * @param scratch at least {@link #scratchStride} floats
     * @param descending which way the weights are read; whoever turns round every step finds in the cache what he read last
     */
    public abstract void step(
            AlignedFloats x,
            long xAt,
            AlignedFloats z,
            AlignedFloats gates,
            AlignedFloats state,
            long hAt,
            long cAt,
            AlignedFloats scratch,
            boolean descending);

    /**
     * The rest of a time step: adds the recurrent part to z, makes the gates of it and advances the state.
     *
     * @param rows how many
     * @param z rows with the input part; overwritten
     * @param zAt where they begin
     * @param gates rows of gates in PyTorch's order, {@link #gateStride} apart, written from 0 on. Not z: a pass fills the
     *     last vector behind its gate with meaningless values, where z has the next gate
     * @param state hidden and cell state
     * @param hAt where the rows of hidden state begin
     * @param cAt where the rows of cell state begin, for LSTM
     * @param scratch at least rows times {@link #scratchStride} floats
     * @param descending which way the weights are read, as in the step of one row
     */
    public abstract void step(
            int rows,
            AlignedFloats z,
            long zAt,
            AlignedFloats gates,
            AlignedFloats state,
            long hAt,
            long cAt,
            AlignedFloats scratch,
            boolean descending);

    /**
     * Makes the subnormals of states zeros.
     *
     * @param rows how many
     * @param state hidden and cell state
     * @param hAt where the rows of hidden state begin
     * @param cAt where the rows of cell state begin, for LSTM
     */
    public final void flushSubnormals(int rows, AlignedFloats state, long hAt, long cAt) {
        for (int row = 0; row < rows; row++) {
            kernels.flushSubnormals(state, hAt + (long) row * hiddenStride(), recurrentSize);
            if (kind == CellKind.LSTM) {
                kernels.flushSubnormals(state, cAt + (long) row * cellStride(), hiddenSize);
            }
        }
    }

    /**
     * Floats of scratch that {@link #step} needs for a row.
     *
     * @return a multiple of a cache line; 0 for none
     */
    public abstract int scratchStride();

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
     * Floats from row to row of z.
     *
     * @return gates times H, rounded up to a cache line
     */
    public final int gateStride() {
        return AlignedFloats.stride(kind.gates() * hiddenSize);
    }

    /**
     * Floats from row to row of hidden state.
     *
     * @return {@link #recurrentSize}, rounded up to a cache line
     */
    public final int hiddenStride() {
        return AlignedFloats.stride(recurrentSize);
    }

    /**
     * Floats from row to row of cell state.
     *
     * @return H, rounded up to a cache line; 0 for a cell without cell state
     */
    public final int cellStride() {
        return kind == CellKind.LSTM ? AlignedFloats.stride(hiddenSize) : 0;
    }
}
