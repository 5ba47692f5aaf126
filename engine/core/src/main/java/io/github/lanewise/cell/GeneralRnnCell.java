package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;

/**
 * Elman network with the options of ONNX's RNN operator, any activation f behind a clip of the sum:
 *
 * <pre>
 *   h = f(clip(W_ih x + b_ih + W_hh h + b_hh))
 * </pre>
 */
final class GeneralRnnCell extends Cell {
    private final GateActivation activation;

    GeneralRnnCell(CellKind kind, CellWeights weights, CellOptions options, Kernels kernels) {
        super(kind, weights, kernels, sumOfBiases(weights));
        activation = new GateActivation(options.activations().getFirst(), options.clip(), kernels);
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
            long gate = (long) row * gateStride();
            activation.apply(z, zAt + gate, gates, gate, hiddenSize);
            state.copyFrom(gates, gate, hAt + (long) row * hiddenStride(), hiddenSize);
        }
    }

    @Override
    public int scratchStride() {
        return 0;
    }
}
