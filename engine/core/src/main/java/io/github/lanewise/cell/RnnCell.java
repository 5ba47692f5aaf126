package io.github.lanewise.cell;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;

/**
 * Elman network, PyTorch's {@code nn.RNN}:
 *
 * <pre>
 *   h = tanh(W_ih x + b_ih + W_hh h + b_hh)         or relu instead of tanh
 * </pre>
 */
final class RnnCell extends Cell {
    RnnCell(CellKind kind, CellWeights weights, Kernels kernels) {
        super(kind, weights, kernels, sumOfBiases(weights));
    }

    /** The sums of a single gate lie unit by unit. */
    @Override
    void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] z = scratch.sums.floats();
        int zOffset = scratch.sumsOffset + from;
        if (kind() == CellKind.RNN_TANH) {
            elements.tanh(z, zOffset, next, scratch.nextOffset + from, to - from);
        } else {
            elements.relu(z, zOffset, next, scratch.nextOffset + from, to - from);
        }
    }
}
