package io.github.lanewise.bench.textbook;

import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.Arrays;

/** Leaves one row of each sequence right behind a recurrent stack, whose sequences all have the same length. */
final class DoubleHead implements DoubleLayer {
    private final Head head;
    private final RecurrentSpec stack;

    /**
     * A head.
     *
     * @param head what it leaves: the last step or the final hidden states
     * @param stack the layer before
     */
    DoubleHead(Head head, RecurrentSpec stack) {
        this.head = head;
        this.stack = stack;
    }

    @Override
    public double[][] run(double[][] rows, int batch) {
        double[][] left = Arrays.copyOfRange(rows, rows.length - batch, rows.length);
        if (head == Head.LAST_STEP) {
            return left;
        }
        int size = stack.recurrentSize();
        for (int n = 0; n < batch; n++) {
            left[n] = left[n].clone();
            for (int direction = 0; direction < stack.directions(); direction++) {
                // The final state of the reverse direction is its output of the first step.
                double[] last = stack.isReverse(direction) ? rows[n] : left[n];
                System.arraycopy(last, direction * size, left[n], direction * size, size);
            }
        }
        return left;
    }
}
