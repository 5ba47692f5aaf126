package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;

/**
 * Elman network, PyTorch's {@code nn.RNN}:
 *
 * <pre>
 *   h = tanh(W_ih x + b_ih + W_hh h + b_hh)         or relu instead of tanh
 * </pre>
 */
final class RnnCell extends Cell {
    RnnCell(CellKind kind, CellWeights weights, Kernels kernels) {
        super(kind, weights, kernels, sumOfBiases(weights));
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
        activate(1, z, 0, gates, state, hAt);
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
        activate(rows, z, zAt, gates, state, hAt);
    }

    private void activate(int rows, AlignedFloats z, long zAt, AlignedFloats gates, AlignedFloats state, long hAt) {
        for (int row = 0; row < rows; row++) {
            long raw = zAt + (long) row * gateStride();
            long gate = (long) row * gateStride();
            if (kind() == CellKind.RNN_TANH) {
                kernels.tanh(z, raw, gates, gate, hiddenSize);
            } else {
                kernels.relu(z, raw, gates, gate, hiddenSize);
            }
            state.copyFrom(gates, gate, hAt + (long) row * hiddenStride(), hiddenSize);
        }
    }

    @Override
    public int scratchStride() {
        return 0;
    }
}
