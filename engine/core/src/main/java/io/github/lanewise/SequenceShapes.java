package io.github.lanewise;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** The shapes of batches of sequences: what they mean and what is refused. Allocates nothing unless it refuses. */
final class SequenceShapes {
    private SequenceShapes() {}

    /** Refuses what is no input: (T, I), or (T, N, I) or (N, T, I) as the order says, with T of at least 1. */
    static void check(Tensor input, int inputSize, BatchOrder order) {
        int rank = input.rank();
        boolean fits = (rank == 2 || rank == 3) && input.size(rank - 1) == inputSize;
        if (!fits || steps(input, order == BatchOrder.BATCH_FIRST) == 0) {
            String batch = switch (order) {
                case BATCH_FIRST -> " or (N, T, " + inputSize + ")";
                case TIME_FIRST -> " or (T, N, " + inputSize + ")";
                case UNKNOWN -> "";
            };
            throw new IllegalArgumentException("input: expected shape (T, " + inputSize + ")" + batch
                    + (fits ? " with at least one time step" : "") + ", found " + input.shapeText());
        }
    }

    /**
     * Whether an input of a model is (N, T, I). One without a batch is not.
     *
     * @throws IllegalArgumentException for a batch whose order is not known
     */
    static boolean batchFirst(Tensor input, ModelSpec spec) {
        if (input.rank() != 3) {
            return false;
        }
        if (spec.batchOrder() == BatchOrder.UNKNOWN) {
            throw new IllegalArgumentException("input: expected one sequence (T, " + spec.inputSize()
                    + ") for a model whose batch order is not known, found shape " + input.shapeText()
                    + ", which may be (T, N, features) or (N, T, features); say which when the model is read");
        }
        return spec.batchOrder() == BatchOrder.BATCH_FIRST;
    }

    /** The number of time steps (T). */
    static int steps(Tensor input, boolean batchFirst) {
        return input.rank() == 3 && batchFirst ? input.size(1) : input.size(0);
    }

    /** N; 1 where the input has no batch. */
    static int batch(Tensor input, boolean batchFirst) {
        return input.rank() == 2 ? 1 : input.size(batchFirst ? 0 : 1);
    }

    static void checkLengths(int @Nullable [] lengths, Tensor input, boolean batchFirst) {
        if (lengths == null) {
            return;
        }
        if (input.rank() == 2) {
            throw new IllegalArgumentException("lengths: expected none for an input without a batch, found "
                    + lengths.length + "; give the input a batch dimension, or cut it to its length");
        }
        int steps = steps(input, batchFirst);
        int batch = batch(input, batchFirst);
        if (lengths.length != batch) {
            throw new IllegalArgumentException(
                    "lengths: expected one per sequence, " + batch + ", found " + lengths.length);
        }
        for (int row = 0; row < batch; row++) {
            if (lengths[row] < 1 || lengths[row] > steps) {
                throw new IllegalArgumentException("lengths: expected values from 1 to " + steps + ", found "
                        + lengths[row] + " for sequence " + row);
            }
        }
    }

    /** The shape of an output of every step, of which there may be others than the input has. */
    static int[] everyStep(Tensor input, boolean batchFirst, int outputSteps, int outputSize) {
        if (input.rank() == 2) {
            return new int[] {outputSteps, outputSize};
        }
        int batch = batch(input, batchFirst);
        return batchFirst ? new int[] {batch, outputSteps, outputSize} : new int[] {outputSteps, batch, outputSize};
    }

    /** Whether a tensor has the shape of an output of every step. */
    static boolean isEveryStep(Tensor output, Tensor input, boolean batchFirst, int outputSteps, int outputSize) {
        return output.rank() == input.rank()
                && output.size(output.rank() - 1) == outputSize
                && steps(output, batchFirst) == outputSteps
                && batch(output, batchFirst) == batch(input, batchFirst);
    }

    /** Whether a tensor is (N, features), or (features) for an input without a batch. */
    static boolean isOneRowEach(Tensor output, Tensor input, boolean batchFirst, int outputSize) {
        return input.rank() == 2
                ? output.rank() == 1 && output.size(0) == outputSize
                : output.rank() == 2 && output.size(0) == batch(input, batchFirst) && output.size(1) == outputSize;
    }
}
