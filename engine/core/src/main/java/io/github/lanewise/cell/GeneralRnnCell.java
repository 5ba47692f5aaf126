package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;

/**
 * Elman network with the options of ONNX's RNN operator: an activation f behind a clip of the sum:
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

    /** The sums of a single gate lie unit by unit. */
    @Override
    void units(
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
            int row) {
        activation.apply(z, zAt + from, next, nextAt + from, to - from);
    }
}
