package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

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
        super(CellKind.GRU, weights, kernels, sumOfBiases(weights), kernels.pack(1, weights.weightIh()));
        gateRows = ColumnRange.all(kernels.pack(1, rows(weights.weightHh(), 0, 2 * hiddenSize)));
        newRows = ColumnRange.all(kernels.pack(1, rows(weights.weightHh(), 2 * hiddenSize, 3 * hiddenSize)));
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        newActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
    }

    private static Tensor rows(Tensor matrix, int from, int to) {
        int columns = matrix.size(1);
        return Tensor.of(Arrays.copyOfRange(matrix.data(), from * columns, to * columns), to - from, columns);
    }

    @Override
    void row(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            float[] state,
            int hAt,
            int cAt,
            CellScratch scratch,
            boolean descending) {
        if (w.from() < w.split()) {
            gemv.gemv(
                    input,
                    x,
                    xAt,
                    x,
                    xAt,
                    start,
                    startAt,
                    z,
                    zAt,
                    0,
                    input.matrix().blocks(),
                    descending);
        }
        rows(1, z, zAt, state, hAt, cAt, scratch);
    }

    /** Aside, a row is the new gate's sums, then r * h. */
    @Override
    void rows(int rows, float[] z, int zAt, float[] state, int hAt, int cAt, CellScratch scratch) {
        int n = hiddenSize;
        int stride = Rows.stride(n);
        float[] aside = scratch.aside.atLeast(0);
        float[] gates = scratch.gates();
        for (int row = 0; row < rows; row++) {
            System.arraycopy(z, zAt + row * gateStride() + 2 * n, aside, 2 * row * stride, n);
        }
        kernels.gemm().gemm(gateRows, rows, state, hAt, hiddenStride(), z, zAt, gateStride(), z, zAt, gateStride());
        for (int row = 0; row < rows; row++) {
            int g = row * gateStride();
            int h = hAt + row * hiddenStride();
            gateActivation.apply(z, zAt + g, gates, g, n); // r
            gateActivation.apply(z, zAt + g + n, gates, g + stride, n); // z
            elements.multiply(gates, g, state, h, aside, (2 * row + 1) * stride, n);
        }
        kernels.gemm().gemm(newRows, rows, aside, stride, 2 * stride, aside, 0, 2 * stride, aside, 0, 2 * stride);
        for (int row = 0; row < rows; row++) {
            int h = hAt + row * hiddenStride();
            units(0, n, aside, 2 * row * stride, state, h, cAt, state, h, scratch, row);
        }
    }

    /** From the sums of the new gate; r and z are there already. */
    @Override
    void units(
            int from,
            int to,
            float[] sums,
            int sumsAt,
            float[] state,
            int hAt,
            int cAt,
            float[] next,
            int nextAt,
            CellScratch scratch,
            int row) {
        float[] gates = scratch.gates();
        int stride = Rows.stride(hiddenSize);
        int update = row * gateStride() + stride;
        int n = update + stride;
        newActivation.apply(sums, sumsAt, gates, n, to);
        elements.interpolate(gates, update, state, hAt, gates, n, next, nextAt, to);
    }
}
