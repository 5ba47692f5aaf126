package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.LstmKernel;
import io.github.lanewise.kernel.SmallLstmKernel;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import org.jspecify.annotations.Nullable;

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

    /** Where all units are in one vector: the same kernel, and the products too. */
    private final @Nullable SmallLstmKernel small;

    LstmCell(CellWeights weights, Kernels kernels) {
        super(CellKind.LSTM, weights, kernels, sumOfBiases(weights));
        small = hiddenSize <= kernels.lanes() ? kernels.smallLstm() : null;
        lstm = small == null ? kernels.lstm() : small; // one leaf to compile
    }

    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        lstm.units(from, to, state, next, scratch);
    }

    @Override
    void whole(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch, boolean descending) {
        if (small != null) {
            small.step(w, x, state, next, scratch);
        } else {
            super.whole(w, x, state, next, scratch, descending);
        }
    }
}
