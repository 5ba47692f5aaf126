package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory with all the options of ONNX's LSTM operator: activations f, g, h behind a clip of the sums,
 * peepholes P, and the forget gate coupled to the input gate:
 *
 * <pre>
 *   i = f(clip(W_ii x + b_ii + W_hi h + b_hi + P_i * c))
 *   f = f(clip(W_if x + b_if + W_hf h + b_hf + P_f * c))       or, coupled, f = 1 - i
 *   g = g(clip(W_ig x + b_ig + W_hg h + b_hg))
 *   c = f * c + i * g
 *   o = f(clip(W_io x + b_io + W_ho h + b_ho + P_o * c))       of the new c
 *   h = o * h(c)
 * </pre>
 */
final class LstmCellWithOptions extends Cell {
    private final GateActivation gateActivation;
    private final GateActivation cellActivation;
    private final GateActivation outputActivation;
    private final boolean inputForget;
    private final float @Nullable [] peepholeI;
    private final float @Nullable [] peepholeO;
    private final float @Nullable [] peepholeF;

    LstmCellWithOptions(CellWeights weights, CellOptions options, Kernels kernels) {
        super(CellKind.LSTM, weights, kernels, sumOfBiases(weights));
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        cellActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
        outputActivation = new GateActivation(options.activations().get(2), CellOptions.NO_CLIP, kernels);
        inputForget = options.inputForget();
        peepholeI = peephole(weights.peepholes(), 0);
        peepholeO = peephole(weights.peepholes(), 1);
        peepholeF = peephole(weights.peepholes(), 2);
    }

    private float @Nullable [] peephole(@Nullable Tensor peepholes, int which) {
        if (peepholes == null) {
            return null;
        }
        float[] of = new float[Rows.stride(hiddenSize)];
        System.arraycopy(peepholes.data(), which * hiddenSize, of, 0, hiddenSize);
        return of;
    }

    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        PackedMatrix matrix = recurrent.matrix();
        float[] z = scratch.sums.floats();
        float[] gates = scratch.gates.floats();
        int stride = Rows.stride(hiddenSize);
        for (int block = matrix.block(from); matrix.unit(block) < to; block++) {
            int n = matrix.width(block);
            int u = matrix.unit(block);
            int sums = scratch.sumsOffset + matrix.resultAt(block);
            int i = scratch.gatesOffset + u;
            int f = i + stride;
            int g = f + stride;
            int o = g + stride;
            int c = scratch.cellOffset + u;
            int h = scratch.nextOffset + u;
            peep(peepholeI, u, state, c, z, sums, n);
            gateActivation.apply(z, sums, gates, i, n);
            if (inputForget) {
                elements.affine(gates, i, gates, f, n, -1f, 1f);
            } else {
                peep(peepholeF, u, state, c, z, sums + n, n);
                gateActivation.apply(z, sums + n, gates, f, n);
            }
            cellActivation.apply(z, sums + 2 * n, gates, g, n);
            elements.multiplyAdd(gates, f, state, c, gates, i, gates, g, state, c, n);
            peep(peepholeO, u, state, c, z, sums + 3 * n, n);
            gateActivation.apply(z, sums + 3 * n, gates, o, n);
            outputActivation.apply(state, c, next, h, n);
            elements.multiply(gates, o, next, h, next, h, n);
        }
    }

    /** {@code z += P * c}, if there are peepholes. */
    private void peep(float @Nullable [] peephole, int unit, float[] state, int c, float[] z, int zOffset, int n) {
        if (peephole != null) {
            elements.multiplyAdd(peephole, unit, state, c, z, zOffset, z, zOffset, n);
        }
    }
}
