package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;
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
 *
 * <p>Gates are written in ascending order: a pass fills the last vector behind its gate with meaningless values, which the
 * next gate then overwrites.
 */
final class GeneralLstmCell extends Cell {
    private final ElementKernels elements;
    private final GateActivation gateActivation;
    private final GateActivation cellActivation;
    private final GateActivation outputActivation;
    private final boolean inputForget;
    private final @Nullable AlignedFloats peepholeI;
    private final @Nullable AlignedFloats peepholeO;
    private final @Nullable AlignedFloats peepholeF;

    GeneralLstmCell(CellWeights weights, CellOptions options, Kernels kernels) {
        super(CellKind.LSTM, weights, kernels, sumOfBiases(weights));
        elements = kernels.elements();
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        cellActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
        outputActivation = new GateActivation(options.activations().get(2), CellOptions.NO_CLIP, kernels);
        inputForget = options.inputForget();
        peepholeI = peephole(weights.peepholes(), 0);
        peepholeO = peephole(weights.peepholes(), 1);
        peepholeF = peephole(weights.peepholes(), 2);
    }

    private @Nullable AlignedFloats peephole(@Nullable Tensor peepholes, int which) {
        if (peepholes == null) {
            return null;
        }
        AlignedFloats of = AlignedFloats.allocate(hiddenSize);
        of.copyFrom(peepholes.data(), which * hiddenSize, 0, hiddenSize);
        return of;
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
        advance(1, z, 0, gates, state, hAt, cAt);
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
        advance(rows, z, zAt, gates, state, hAt, cAt);
    }

    /** From z to gates, cell state and hidden state. */
    private void advance(
            int rows, AlignedFloats z, long zAt, AlignedFloats gates, AlignedFloats state, long hAt, long cAt) {
        int n = hiddenSize;
        for (int row = 0; row < rows; row++) {
            long raw = zAt + (long) row * gateStride();
            long g = (long) row * gateStride();
            long c = cAt + (long) row * cellStride();
            long h = hAt + (long) row * hiddenStride();
            gate(z, raw, peepholeI, state, c, gates, g);
            if (inputForget) {
                elements.affine(gates, g, gates, g + n, n, -1f, 1f);
            } else {
                gate(z, raw + n, peepholeF, state, c, gates, g + n);
            }
            cellActivation.apply(z, raw + 2L * n, gates, g + 2L * n, n);
            kernels.lstmCellState(gates, g, state, c, n);
            gate(z, raw + 3L * n, peepholeO, state, c, gates, g + 3L * n);
            outputActivation.apply(state, c, state, h, n);
            elements.multiply(gates, g + 3L * n, state, h, state, h, n);
        }
    }

    private void gate(
            AlignedFloats z,
            long raw,
            @Nullable AlignedFloats peephole,
            AlignedFloats state,
            long c,
            AlignedFloats gates,
            long g) {
        if (peephole == null) {
            gateActivation.apply(z, raw, gates, g, hiddenSize);
        } else {
            elements.multiplyAdd(peephole, 0, state, c, z, raw, gates, g, hiddenSize);
            gateActivation.apply(gates, g, gates, g, hiddenSize);
        }
    }

    @Override
    public int scratchStride() {
        return 0;
    }
}
