package io.github.lanewise;

import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's equations in double, for one sequence, with the options of ONNX's operators, written from the documentation of
 * both and sharing nothing with the engine: whoever doubts the engine compares with this.
 */
final class DoubleReference {
    private final RecurrentSpec stack;

    DoubleReference(RecurrentSpec stack) {
        this.stack = stack;
    }

    /** Output of every step, [T][D Hout]; h and c, [L D][size], begin as given and end as the final states. */
    double[][] run(double[][] input, double[][] h, double[][] c) {
        double[][] x = input;
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            double[][] output = new double[x.length][stack.outputSize()];
            for (int direction = 0; direction < stack.directions(); direction++) {
                int cell = layer * stack.directions() + direction;
                for (int i = 0; i < x.length; i++) {
                    int t = stack.isReverse(direction) ? x.length - 1 - i : i;
                    step(stack.weights().get(cell), stack.options().get(direction), x[t], h, c, cell);
                    System.arraycopy(h[cell], 0, output[t], direction * stack.recurrentSize(), stack.recurrentSize());
                }
            }
            x = output;
        }
        return x;
    }

    private void step(CellWeights w, CellOptions options, double[] x, double[][] h, double[][] c, int cell) {
        double[] input = affine(w.weightIh(), x, w.biasIh());
        double[] hidden = affine(w.weightHh(), h[cell], w.biasHh());
        double[] next = switch (stack.kind()) {
            case LSTM -> lstm(w, options, input, hidden, c[cell]);
            case GRU -> gru(w, options, input, hidden, h[cell]);
            case RNN_TANH, RNN_RELU -> {
                double[] rnn = new double[stack.hiddenSize()];
                for (int u = 0; u < rnn.length; u++) {
                    rnn[u] = gate(options, 0, input[u] + hidden[u]);
                }
                yield rnn;
            }
        };
        Tensor projection = w.weightHr();
        h[cell] = projection == null ? next : affine(projection, next, null);
    }

    private double[] lstm(CellWeights w, CellOptions options, double[] input, double[] hidden, double[] c) {
        int n = stack.hiddenSize();
        float[] p = w.peepholes() == null ? new float[3 * n] : w.peepholes().data();
        double[] next = new double[n];
        for (int u = 0; u < n; u++) {
            double i = gate(options, 0, input[u] + hidden[u] + p[u] * c[u]);
            double f = gate(options, 0, input[n + u] + hidden[n + u] + p[2 * n + u] * c[u]);
            if (options.inputForget()) {
                f = 1 - i;
            }
            c[u] = f * c[u] + i * gate(options, 1, input[2 * n + u] + hidden[2 * n + u]);
            double o = gate(options, 0, input[3 * n + u] + hidden[3 * n + u] + p[n + u] * c[u]);
            next[u] = o * activate(options.activations().get(2), c[u]);
        }
        return next;
    }

    private double[] gru(CellWeights w, CellOptions options, double[] input, double[] hidden, double[] h) {
        int n = stack.hiddenSize();
        double[] reset = new double[n];
        double[] resetHidden = new double[n];
        for (int u = 0; u < n; u++) {
            reset[u] = gate(options, 0, input[u] + hidden[u]);
            resetHidden[u] = reset[u] * h[u];
        }
        double[] before = affine(w.weightHh(), resetHidden, w.biasHh());
        double[] next = new double[n];
        for (int u = 0; u < n; u++) {
            double z = gate(options, 0, input[n + u] + hidden[n + u]);
            double recurrent = options.linearBeforeReset() ? reset[u] * hidden[2 * n + u] : before[2 * n + u];
            double candidate = gate(options, 1, input[2 * n + u] + recurrent);
            next[u] = (1 - z) * candidate + z * h[u];
        }
        return next;
    }

    private static double gate(CellOptions options, int which, double sum) {
        double clipped = Math.max(-options.clip(), Math.min(options.clip(), sum));
        return activate(options.activations().get(which), clipped);
    }

    /** An activation in double. */
    static double activate(CellActivation activation, double x) {
        double alpha = activation.alpha();
        double beta = activation.beta();
        return switch (activation.function()) {
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(0, x);
            case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
            case AFFINE -> alpha * x + beta;
            case LEAKY_RELU -> x >= 0 ? x : alpha * x;
            case THRESHOLDED_RELU -> x >= alpha ? x : 0;
            case SCALED_TANH -> alpha * Math.tanh(beta * x);
            case ELU -> x >= 0 ? x : alpha * (Math.exp(x) - 1);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case SOFTPLUS -> x > 30 ? x : Math.log(1 + Math.exp(x));
        };
    }

    private static double[] affine(Tensor weight, double[] x, @Nullable Tensor bias) {
        double[] y = new double[weight.size(0)];
        for (int row = 0; row < y.length; row++) {
            y[row] = bias == null ? 0 : bias.data()[row];
            for (int k = 0; k < x.length; k++) {
                y[row] += weight.data()[row * x.length + k] * x[k];
            }
        }
        return y;
    }

    /** The stack's initial h or c; zeros where it has none. */
    double[][] initial(boolean cell) {
        boolean hasCell = cell && stack.kind() == CellKind.LSTM;
        int size = hasCell ? stack.hiddenSize() : stack.recurrentSize();
        double[][] states = new double[stack.numLayers() * stack.directions()][size];
        Tensor stored = cell ? stack.initialCell() : stack.initialHidden();
        if (stored != null) {
            for (int i = 0; i < states.length * size; i++) {
                states[i / size][i % size] = stored.data()[i];
            }
        }
        return states;
    }
}
