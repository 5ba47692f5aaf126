package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
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
final class RnnCellWithOptions extends Cell {
    private final GateActivation activation;

    RnnCellWithOptions(CellKind kind, CellWeights weights, CellOptions options, Kernels kernels) {
        super(kind, weights, kernels, sumOfBiases(weights));
        activation = new GateActivation(options.activations().getFirst(), options.clip(), kernels);
    }

    /** The sums of a single gate lie unit by unit. */
    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] z = scratch.sums.floats();
        activation.apply(z, scratch.sumsOffset + from, next, scratch.nextOffset + from, to - from);
    }
}
