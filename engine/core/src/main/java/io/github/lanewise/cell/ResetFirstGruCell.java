package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
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
    private final ElementKernels elements;
    private final ColumnRange gateRows;
    private final ColumnRange newRows;
    private final GateActivation gateActivation;
    private final GateActivation newActivation;

    ResetFirstGruCell(CellWeights weights, CellOptions options, Kernels kernels) {
        super(CellKind.GRU, weights, kernels, sumOfBiases(weights), kernels.pack(weights.weightIh()));
        elements = kernels.elements();
        gateRows = ColumnRange.all(kernels.pack(rows(weights.weightHh(), 0, 2 * hiddenSize)));
        newRows = ColumnRange.all(kernels.pack(rows(weights.weightHh(), 2 * hiddenSize, 3 * hiddenSize)));
        gateActivation = new GateActivation(options.activations().get(0), options.clip(), kernels);
        newActivation = new GateActivation(options.activations().get(1), options.clip(), kernels);
    }

    private static Tensor rows(Tensor matrix, int from, int to) {
        int columns = matrix.size(1);
        return Tensor.of(Arrays.copyOfRange(matrix.data(), from * columns, to * columns), to - from, columns);
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

    /**
     * In scratch, a row is the new gate's sums, then r * h. The new gate is copied to its place among the gates: a pass would
     * write on into the next row, whose r and z are there already.
     */
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
            scratch.copyFrom(z, zAt + (long) row * gateStride() + 2L * n, (long) row * scratchStride(), n);
        }
        kernels.gemm(gateRows, rows, state, hAt, hiddenStride(), z, zAt, gateStride(), z, zAt, gateStride());
        int reset = AlignedFloats.stride(n);
        for (int row = 0; row < rows; row++) {
            long g = (long) row * gateStride();
            long h = hAt + (long) row * hiddenStride();
            gateActivation.apply(z, zAt + g, gates, g, 2 * n); // r, z
            elements.multiply(gates, g, state, h, scratch, (long) row * scratchStride() + reset, n);
        }
        kernels.gemm(
                newRows,
                rows,
                scratch,
                reset,
                scratchStride(),
                scratch,
                0,
                scratchStride(),
                scratch,
                0,
                scratchStride());
        for (int row = 0; row < rows; row++) {
            long g = (long) row * gateStride();
            long sums = (long) row * scratchStride();
            newActivation.apply(scratch, sums, scratch, sums, n); // n
            gates.copyFrom(scratch, sums, g + 2L * n, n);
            kernels.gruHiddenState(gates, g, state, hAt + (long) row * hiddenStride(), n);
        }
    }

    @Override
    public int scratchStride() {
        return 2 * AlignedFloats.stride(hiddenSize);
    }
}
