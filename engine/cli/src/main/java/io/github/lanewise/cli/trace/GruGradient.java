package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

/** Through {@code h = (1 - z) * n + z * h}, with the reset gate behind the new gate's recurrent product or before it. */
final class GruGradient extends CellGradient {
    private final boolean resetBehindProduct;

    /** {@code W_hn h + b_hn} of a step, which the reset gate is multiplied with. */
    private final double[] product;

    /** With respect to {@code r * h}, of one vector. */
    private final double[] resetHidden;

    GruGradient(LayerTrace trace, int vectors) {
        super(trace, vectors);
        resetBehindProduct = trace.stack().options().get(trace.direction()).linearBeforeReset();
        product = new double[units];
        resetHidden = new double[units];
    }

    @Override
    void prepare(int step, int before) {
        if (!resetBehindProduct) {
            return;
        }
        float[] w = trace.weights().weightHh().data();
        Tensor bias = trace.weights().biasHh();
        for (int u = 0; u < units; u++) {
            double sum = bias == null ? 0 : bias.data()[2 * units + u];
            for (int k = 0; k < units; k++) {
                sum += (double) w[(2 * units + u) * units + k] * trace.stateAfter(Signal.HIDDEN_STATE, before, k);
            }
            product[u] = sum;
        }
    }

    @Override
    void throughCell(int step, int before, int vector) {
        int h = vector * units;
        int sums = vector * 3 * units;
        for (int u = 0; u < units; u++) {
            double z = trace.at(Signal.UPDATE_GATE, step, u);
            double n = trace.at(Signal.NEW_GATE, step, u);
            double gradient = hidden[h + u];
            inputSums[sums + units + u] =
                    gradient * (trace.stateAfter(Signal.HIDDEN_STATE, before, u) - n) * z * (1 - z);
            inputSums[sums + 2 * units + u] = gradient * (1 - z) * (1 - n * n);
            hidden[h + u] = gradient * z;
        }
        if (resetBehindProduct) {
            resetOfProduct(step, sums);
        } else {
            resetOfState(step, before, h, sums);
        }
    }

    /** {@code r * (W_hn h + b_hn)}. */
    private void resetOfProduct(int step, int sums) {
        for (int u = 0; u < units; u++) {
            double r = trace.at(Signal.RESET_GATE, step, u);
            double n = inputSums[sums + 2 * units + u];
            inputSums[sums + u] = n * product[u] * r * (1 - r);
            hiddenSums[sums + u] = inputSums[sums + u];
            hiddenSums[sums + units + u] = inputSums[sums + units + u];
            hiddenSums[sums + 2 * units + u] = n * r;
        }
    }

    /** {@code W_hn (r * h)}: the new gate's product is not with h, so nothing of it is left for W_hh. */
    private void resetOfState(int step, int before, int h, int sums) {
        Arrays.fill(resetHidden, 0);
        float[] w = trace.weights().weightHh().data();
        for (int u = 0; u < units; u++) {
            addRow(w, (2 * units + u) * units, inputSums[sums + 2 * units + u], resetHidden, 0, units);
        }
        for (int u = 0; u < units; u++) {
            double r = trace.at(Signal.RESET_GATE, step, u);
            inputSums[sums + u] = resetHidden[u] * trace.stateAfter(Signal.HIDDEN_STATE, before, u) * r * (1 - r);
            hidden[h + u] += resetHidden[u] * r;
            hiddenSums[sums + u] = inputSums[sums + u];
            hiddenSums[sums + units + u] = inputSums[sums + units + u];
            hiddenSums[sums + 2 * units + u] = 0;
        }
    }
}
