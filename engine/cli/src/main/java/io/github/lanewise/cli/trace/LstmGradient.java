package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Through {@code c = f * c + i * g}, {@code h = o * tanh(c)}, and a projection. */
final class LstmGradient extends CellGradient {
    /** With respect to c: (vectors, H). */
    private final double[] cell;

    private final @Nullable Tensor projection;
    private final int hiddenSize;

    /** With respect to {@code o * tanh(c)}, of one vector. */
    private final double[] shown;

    LstmGradient(LayerTrace trace, int vectors) {
        super(trace, vectors);
        cell = new double[vectors * units];
        projection = trace.weights().weightHr();
        hiddenSize = trace.stack().recurrentSize();
        shown = new double[units];
    }

    @Override
    boolean hasMore() {
        return Arrays.stream(cell).anyMatch(value -> value != 0);
    }

    @Override
    void throughCell(int step, int before, int vector) {
        unproject(vector);
        int sums = vector * 4 * units;
        for (int u = 0; u < units; u++) {
            double i = trace.at(Signal.INPUT_GATE, step, u);
            double f = trace.at(Signal.FORGET_GATE, step, u);
            double g = trace.at(Signal.CELL_GATE, step, u);
            double o = trace.at(Signal.OUTPUT_GATE, step, u);
            double tanh = Math.tanh(trace.at(Signal.CELL_STATE, step, u));
            double c = cell[vector * units + u] + shown[u] * o * (1 - tanh * tanh);
            inputSums[sums + u] = c * g * i * (1 - i);
            inputSums[sums + units + u] = c * trace.stateAfter(Signal.CELL_STATE, before, u) * f * (1 - f);
            inputSums[sums + 2 * units + u] = c * i * (1 - g * g);
            inputSums[sums + 3 * units + u] = shown[u] * tanh * o * (1 - o);
            cell[vector * units + u] = c * f;
        }
        System.arraycopy(inputSums, sums, hiddenSums, sums, 4 * units);
    }

    /** Takes the gradient of h out of {@link #hidden}, all of which goes through W_hh from here. */
    private void unproject(int vector) {
        int from = vector * hiddenSize;
        if (projection == null) {
            System.arraycopy(hidden, from, shown, 0, units);
        } else {
            Arrays.fill(shown, 0);
            for (int row = 0; row < hiddenSize; row++) {
                addRow(projection.data(), row * units, hidden[from + row], shown, 0, units);
            }
        }
        Arrays.fill(hidden, from, from + hiddenSize, 0);
    }
}
