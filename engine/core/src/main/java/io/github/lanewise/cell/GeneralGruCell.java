package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;

/**
 * Gated recurrent unit with the options of ONNX's GRU operator, reset after the recurrent product
 * (linear_before_reset=1): activations f, g behind a clip of the sums:
 *
 * <pre>
 *   r = f(clip(W_ir x + b_ir + W_hr h + b_hr))
 *   z = f(clip(W_iz x + b_iz + W_hz h + b_hz))
 *   n = g(clip(W_in x + b_in + r * (W_hn h + b_hn)))
 *   h = (1 - z) * n + z * h
 * </pre>
 */
final class GeneralGruCell extends Cell {
    private final ElementKernels elements;
    private final AlignedFloats newGateBias;
    private final GateActivation gateActivation;
    private final GateActivation newActivation;

    GeneralGruCell(CellWeights weights, CellOptions options, Kernels kernels) {
        super(CellKind.GRU, weights, kernels, GruCell.startOf(weights));
        elements = kernels.elements();
        newGateBias = GruCell.newGateBias(weights);
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        newActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
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
            long newGate = g + 2L * n;
            gateActivation.apply(z, raw, gates, g, 2 * n); // r, z
            elements.multiplyAdd(gates, g, z, raw + 2L * n, scratch, (long) row * scratchStride(), gates, newGate, n);
            newActivation.apply(gates, newGate, gates, newGate, n); // n
            kernels.gruHiddenState(gates, g, state, hAt + (long) row * hiddenStride(), n);
        }
    }

    @Override
    public int scratchStride() {
        return AlignedFloats.stride(hiddenSize);
    }
}
