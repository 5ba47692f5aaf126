package io.github.lanewise;

import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The extents of a batch of sequences.
 *
 * @param steps time steps (T), at least 1
 * @param batch sequences (N), at least 0; 1 where the input has no batch
 */
record SequenceShape(int steps, int batch) {
    static SequenceShape of(Tensor input, int inputSize, boolean batchFirst) {
        int rank = input.rank();
        String wanted = "(T, " + inputSize + ") or " + (batchFirst ? "(N, T, " : "(T, N, ") + inputSize + ")";
        if ((rank != 2 && rank != 3) || input.size(rank - 1) != inputSize) {
            throw new IllegalArgumentException("input: expected shape " + wanted + ", found " + input.shapeText());
        }
        int steps = rank == 3 && batchFirst ? input.size(1) : input.size(0);
        if (steps == 0) {
            throw new IllegalArgumentException(
                    "input: expected at least one time step in shape " + wanted + ", found " + input.shapeText());
        }
        return new SequenceShape(steps, rank == 2 ? 1 : input.size(batchFirst ? 0 : 1));
    }

    void checkLengths(int @Nullable [] lengths) {
        if (lengths == null) {
            return;
        }
        if (lengths.length != batch) {
            throw new IllegalArgumentException(
                    "lengths: expected one a sequence, " + batch + ", found " + lengths.length);
        }
        for (int row = 0; row < batch; row++) {
            if (lengths[row] < 1 || lengths[row] > steps) {
                throw new IllegalArgumentException("lengths: expected values from 1 to " + steps + ", found "
                        + lengths[row] + " for sequence " + row);
            }
        }
    }
}
