package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;

/**
 * Gated recurrent unit, PyTorch's {@code nn.GRU}:
 *
 * <pre>
 *   r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)      how much of the past the new gate sees
 *   z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)      how much of the past to keep
 *   n =    tanh(W_in x + b_in + r * (W_hn h + b_hn))
 *   h = (1 - z) * n + z * h
 * </pre>
 *
 * <p>The recurrent part of n stands alone inside r * (...), so its chain starts from b_hn, and the input part of n waits
 * in scratch.
 */
final class GruCell extends Cell {
    private final AlignedFloats newGateBias;

    GruCell(CellWeights weights, Kernels kernels) {
        super(CellKind.GRU, weights, kernels, startOf(weights));
        newGateBias = newGateBias(weights);
    }

    /** Both biases of r and z; of n only that of the input. */
    static AlignedFloats startOf(CellWeights weights) {
        AlignedFloats start = sumOfBiases(weights);
        int n = weights.weightHh().size(1);
        for (int row = 2 * n; row < 3 * n; row++) {
            start.set(row, element(weights.biasIh(), row));
        }
        return start;
    }

    /** b_hn. */
    static AlignedFloats newGateBias(CellWeights weights) {
        int n = weights.weightHh().size(1);
        AlignedFloats bias = AlignedFloats.allocate(n);
        for (int unit = 0; unit < n; unit++) {
            bias.set(unit, element(weights.biasHh(), 2 * n + unit));
        }
        return bias;
    }

    /** In two products: the new gate's input and recurrent parts stay apart until its reset. */
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
        input(1, x, xAt, 0, z, 0);
        step(1, z, 0, gates, state, hAt, cAt, scratch, descending);
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
        int n = hiddenSize;
        for (int row = 0; row < rows; row++) {
            long newGate = zAt + (long) row * gateStride() + 2L * n;
            scratch.copyFrom(z, newGate, (long) row * scratchStride(), n);
            z.copyFrom(newGateBias, 0, newGate, n);
        }
        addRecurrent(rows, z, zAt, state, hAt, descending);
        for (int row = 0; row < rows; row++) {
            long raw = zAt + (long) row * gateStride();
            long g = (long) row * gateStride();
            kernels.sigmoid(z, raw, gates, g, 2 * n); // r, z
            kernels.gruNewGate(z, raw, scratch, (long) row * scratchStride(), gates, g, n); // n
            kernels.gruHiddenState(gates, g, state, hAt + (long) row * hiddenStride(), n);
        }
    }

    @Override
    public int scratchStride() {
        return AlignedFloats.stride(hiddenSize);
    }
}
