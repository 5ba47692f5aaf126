package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
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
final class GruCellWithOptions extends GruCell {
    private final GateActivation gateActivation;
    private final GateActivation newActivation;

    GruCellWithOptions(CellWeights weights, CellOptions options, Kernels kernels) {
        super(weights, kernels);
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        newActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
    }

    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        PackedMatrix matrix = recurrent.matrix();
        float[] z = scratch.sums.floats();
        float[] x = scratch.aside.floats();
        float[] gates = scratch.gates.floats();
        int stride = Rows.stride(hiddenSize);
        for (int block = matrix.block(from); matrix.unit(block) < to; block++) {
            int width = matrix.width(block);
            int u = matrix.unit(block);
            int sums = scratch.sumsOffset + matrix.resultAt(block);
            int r = scratch.gatesOffset + u;
            int update = r + stride;
            int n = r + 2 * stride;
            gateActivation.apply(z, sums, gates, r, width);
            gateActivation.apply(z, sums + width, gates, update, width);
            elements.multiplyAdd(gates, r, z, sums + 2 * width, x, scratch.asideOffset + u, gates, n, width);
            newActivation.apply(gates, n, gates, n, width);
            elements.interpolate(
                    gates, update, state, scratch.hiddenOffset + u, gates, n, next, scratch.nextOffset + u, width);
        }
    }
}
