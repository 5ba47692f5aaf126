package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory, PyTorch's {@code nn.LSTM}:
 *
 * <pre>
 *   i = sigmoid(W_ii x + b_ii + W_hi h + b_hi)      what to let in
 *   f = sigmoid(W_if x + b_if + W_hf h + b_hf)      what to keep
 *   g =    tanh(W_ig x + b_ig + W_hg h + b_hg)      what there is to let in
 *   o = sigmoid(W_io x + b_io + W_ho h + b_ho)      what to show
 *   c = f * c + i * g
 *   h = o * tanh(c)                                 then, with a projection, h = W_hr h
 * </pre>
 */
final class LstmCell extends Cell {
    private final @Nullable ColumnRange weightHr;
    private final AlignedFloats zeros;

    LstmCell(CellWeights weights, Kernels kernels) {
        super(CellKind.LSTM, weights, kernels, sumOfBiases(weights));
        weightHr = weights.weightHr() == null ? null : ColumnRange.all(kernels.pack(weights.weightHr()));
        zeros = AlignedFloats.allocate(recurrentSize());
    }

    @Override
    public void step(
            AlignedFloats x,
            long xAt,
            AlignedFloats z,
            AlignedFloats gates,
            AlignedFloats state,
            long hAt,
            long cAt,
            AlignedFloats scratch,
            boolean descending) {
        products(x, xAt, z, state, hAt, descending);
        advance(1, z, 0, gates, state, hAt, cAt, scratch);
    }

    @Override
    public void step(
            int rows,
            AlignedFloats z,
            long zAt,
            AlignedFloats gates,
            AlignedFloats state,
            long hAt,
            long cAt,
            AlignedFloats scratch,
            boolean descending) {
        addRecurrent(rows, z, zAt, state, hAt, descending);
        advance(rows, z, zAt, gates, state, hAt, cAt, scratch);
    }

    /** From z to gates, cell state and hidden state. */
    private void advance(
            int rows,
            AlignedFloats z,
            long zAt,
            AlignedFloats gates,
            AlignedFloats state,
            long hAt,
            long cAt,
            AlignedFloats scratch) {
        int n = hiddenSize;
        for (int row = 0; row < rows; row++) {
            long raw = zAt + (long) row * gateStride();
            long g = (long) row * gateStride();
            long c = cAt + (long) row * cellStride();
            kernels.sigmoid(z, raw, gates, g, 2 * n); // i, f
            kernels.tanh(z, raw + 2L * n, gates, g + 2L * n, n); // g
            kernels.sigmoid(z, raw + 3L * n, gates, g + 3L * n, n); // o
            kernels.lstmCellState(gates, g, state, c, n);
            if (weightHr == null) {
                kernels.lstmHiddenState(gates, g, state, c, state, hAt + (long) row * hiddenStride(), n);
            } else {
                kernels.lstmHiddenState(gates, g, state, c, scratch, (long) row * scratchStride(), n);
            }
        }
        if (weightHr != null) {
            project(weightHr, rows, scratch, state, hAt);
        }
    }

    private void project(ColumnRange weight, int rows, AlignedFloats hidden, AlignedFloats state, long hAt) {
        kernels.gemm(weight, rows, hidden, 0, scratchStride(), zeros, 0, 0, state, hAt, hiddenStride());
        for (int row = 0; row < rows; row++) {
            kernels.canonicalNaN(state, hAt + (long) row * hiddenStride(), recurrentSize());
        }
    }

    @Override
    public int scratchStride() {
        return weightHr == null ? 0 : AlignedFloats.stride(hiddenSize);
    }
}
