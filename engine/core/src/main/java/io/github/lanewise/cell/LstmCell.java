package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.LstmKernel;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;

/**
 * Long short-term memory, PyTorch's {@code nn.LSTM}:
 *
 * <pre>
 *   i = sigmoid(W_ii x + b_ii + W_hi h + b_hi)      what to let in
 *   f = sigmoid(W_if x + b_if + W_hf h + b_hf)      what to keep
 *   g =    tanh(W_ig x + b_ig + W_hg h + b_hg)      what there is to let in
 *   o = sigmoid(W_io x + b_io + W_ho h + b_ho)      what to show
 *   c = f * c + i * g
 *   h = o * tanh(c)                                 then, with a projection, h = W_hr h
 * </pre>
 */
final class LstmCell extends Cell {
    private final LstmKernel lstm;
    private final LstmKernel lastLstm;

    LstmCell(CellWeights weights, Kernels kernels) {
        super(CellKind.LSTM, weights, kernels, sumOfBiases(weights));
        lastLstm = kernels.lastLstm();
        lstm = hiddenSize > kernels.lanes() ? kernels.lstm() : lastLstm; // one leaf to compile instead of two
    }

    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        lstm.units(from, to, state, next, scratch);
    }

    @Override
    void blocks(int from, int to, ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch) {
        if (hiddenSize - w.matrix().unit(from) > kernels.lanes()) {
            super.blocks(from, to, w, x, state, next, scratch);
        } else {
            lastLstm.lastVector(w, x, state, next, scratch);
        }
    }
}
