package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;

/**
 * Gated recurrent unit, PyTorch's {@code nn.GRU}:
 *
 * <pre>
 *   r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)      how much of the past the new gate sees
 *   z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)      how much of the past to keep
 *   n =    tanh(W_in x + b_in + r * (W_hn h + b_hn))
 *   h = (1 - z) * n + z * h
 * </pre>
 *
 * <p>The recurrent part of n stands alone inside r * (...), so its chain starts from b_hn, and the input part of n waits
 * aside, unit by unit.
 */
sealed class GruCell extends Cell permits GruCellWithOptions {
    private final float[] newGateBias;

    GruCell(CellWeights weights, Kernels kernels) {
        super(CellKind.GRU, weights, kernels, startOf(weights));
        newGateBias = new float[Rows.stride(hiddenSize)];
        for (int unit = 0; unit < hiddenSize; unit++) {
            newGateBias[unit] = element(weights.biasHh(), 2 * hiddenSize + unit);
        }
    }

    /** Both biases of r and z; of n only that of the input. */
    private static float[] startOf(CellWeights weights) {
        float[] start = sumOfBiases(weights);
        for (int row = start.length / 3 * 2; row < start.length; row++) {
            start[row] = element(weights.biasIh(), row);
        }
        return start;
    }

    /** In two products: the new gate's input and recurrent parts stay apart until its reset. */
    @Override
    final void products(ColumnRange w, float[] x, float[] state, int from, int to, StepScratch scratch) {
        if (w.from() < w.split()) {
            super.products(input, x, state, from, to, scratch);
        }
        setAside(scratch.sumsOffset, scratch.asideOffset, Math.min(from, to), Math.max(from, to), scratch);
        super.products(recurrent, x, state, from, to, scratch);
    }

    @Override
    final void addRecurrent(int rows, float[] state, StepScratch scratch) {
        int blocks = recurrent.matrix().blocks();
        for (int row = 0; row < rows; row++) {
            setAside(scratch.sumsOffset + row * gateStride(), row * Rows.stride(hiddenSize), 0, blocks, scratch);
        }
        super.addRecurrent(rows, state, scratch);
    }

    private void setAside(int sumsOffset, int asideOffset, int fromBlock, int toBlock, StepScratch scratch) {
        PackedMatrix matrix = recurrent.matrix();
        float[] z = scratch.sums.floats();
        float[] aside = scratch.aside.floats();
        for (int block = fromBlock; block < toBlock; block++) {
            int width = matrix.width(block);
            int unit = matrix.unit(block);
            int newGate = sumsOffset + matrix.resultAt(block) + 2 * width;
            System.arraycopy(z, newGate, aside, asideOffset + unit, width);
            System.arraycopy(newGateBias, unit, z, newGate, width);
        }
    }

    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        kernels.gru().units(from, to, state, next, scratch);
    }
}
