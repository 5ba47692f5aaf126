package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;

/**
 * Gated recurrent unit whose reset gate acts before the recurrent product (ONNX's linear_before_reset=0, Keras's
 * reset_after=False; Cho et al. 2014), with ONNX's activations f, g behind a clip of the sums:
 *
 * <pre>
 *   r = f(clip(W_ir x + b_ir + W_hr h + b_hr))
 *   z = f(clip(W_iz x + b_iz + W_hz h + b_hz))
 *   n = g(clip(W_in x + b_in + b_hn + W_hn (r * h)))
 *   h = (1 - z) * n + z * h
 * </pre>
 *
 * <p>The new gate's recurrent product has to wait for r, so its rows of W_hh are a matrix of their own.
 */
final class ResetFirstGruCell extends Cell {
    private final ColumnRange gateRows;
    private final ColumnRange newRows;
    private final GateActivation gateActivation;
    private final GateActivation newActivation;

    ResetFirstGruCell(CellWeights weights, CellOptions options, Kernels kernels) {
        super(CellKind.GRU, weights, kernels, kernels.pack(1, sumOfBiases(weights), weights.weightIh()));
        gateRows = rows(weights.weightHh(), 0, 2 * hiddenSize, kernels);
        newRows = rows(weights.weightHh(), 2 * hiddenSize, 3 * hiddenSize, kernels);
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        newActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
    }

    /** Some rows of W_hh, whose products go on from the input's. */
    private static ColumnRange rows(Tensor matrix, int from, int to, Kernels kernels) {
        int columns = matrix.size(1);
        return new ColumnRange(kernels.pack(1, null, matrix.rows(from, to)), 0, columns, columns, true);
    }

    @Override
    void row(ColumnRange w, float[] x, float[] state, StepScratch scratch, boolean descending) {
        if (w.from() < w.split()) {
            int blocks = input.matrix().blocks();
            products(input, x, state, descending ? blocks : 0, descending ? 0 : blocks, scratch);
        }
        rows(1, state, scratch);
    }

    /** Aside, a row is the new gate's sums, then r * h. */
    @Override
    void rows(int rows, float[] state, StepScratch scratch) {
        int n = hiddenSize;
        int stride = Rows.stride(n);
        float[] z = scratch.sums.floats();
        float[] aside = scratch.aside.floats();
        float[] gates = scratch.gates.floats();
        for (int row = 0; row < rows; row++) {
            System.arraycopy(z, scratch.sumsOffset + row * gateStride() + 2 * n, aside, 2 * row * stride, n);
        }
        add(gateRows, rows, state, scratch);
        for (int row = 0; row < rows; row++) {
            int g = row * gateStride();
            int sums = scratch.sumsOffset + g;
            int h = scratch.hiddenOffset + row * hiddenStride();
            gateActivation.apply(z, sums, gates, g, n); // r
            gateActivation.apply(z, sums + n, gates, g + stride, n); // z
            elements.multiply(gates, g, state, h, aside, (2 * row + 1) * stride, n);
        }
        kernels.gemm().gemm(newRows, rows, aside, stride, 2 * stride, aside, 0, 2 * stride);
        for (int row = 0; row < rows; row++) {
            scratch.nextOffset = scratch.hiddenOffset;
            units(0, n, state, state, scratch);
            scratch.hiddenOffset += hiddenStride();
            scratch.gatesOffset += gateStride();
            scratch.asideOffset += 2 * stride;
        }
    }

    /** From the sums of the new gate, aside; r and z are there already. */
    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] gates = scratch.gates.floats();
        int update = scratch.gatesOffset + Rows.stride(hiddenSize);
        int n = update + Rows.stride(hiddenSize);
        newActivation.apply(scratch.aside.floats(), scratch.asideOffset, gates, n, to);
        elements.interpolate(gates, update, state, scratch.hiddenOffset, gates, n, next, scratch.nextOffset, to);
    }
}
