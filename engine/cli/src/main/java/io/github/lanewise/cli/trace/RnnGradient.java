package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.CellKind;

/** Through {@code h = tanh(...)} or {@code h = relu(...)}. */
final class RnnGradient extends CellGradient {
    private final boolean tanh;

    RnnGradient(LayerTrace trace, int vectors) {
        super(trace, vectors);
        tanh = trace.kind() == CellKind.RNN_TANH;
    }

    @Override
    void throughCell(int step, int before, int vector) {
        int from = vector * units;
        for (int u = 0; u < units; u++) {
            double h = trace.at(Signal.HIDDEN_STATE, step, u);
            double slope = tanh ? 1 - h * h : h > 0 ? 1 : 0;
            inputSums[from + u] = hidden[from + u] * slope;
            hiddenSums[from + u] = inputSums[from + u];
            hidden[from + u] = 0;
        }
    }
}
