package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** A recurrent stack in double precision, equation by equation. */
final class DoubleStack {
    private final RecurrentSpec spec;

    DoubleStack(RecurrentSpec spec) {
        this.spec = spec;
    }

    /** The output of a layer at every step. */
    double[][] output(double[][] x, int layer) {
        double[][] rows = x;
        for (int at = 0; at <= layer; at++) {
            double[][] output = new double[x.length][spec.outputSize()];
            for (int direction = 0; direction < spec.directions(); direction++) {
                run(rows, at, direction, output);
            }
            rows = output;
        }
        return rows;
    }

    private void run(double[][] x, int layer, int direction, double[][] output) {
        CellWeights weights = spec.weights().get(layer * spec.directions() + direction);
        double[] h = new double[spec.recurrentSize()];
        double[] c = new double[spec.hiddenSize()];
        for (int i = 0; i < x.length; i++) {
            int step = spec.isReverse(direction) ? x.length - 1 - i : i;
            h = switch (spec.kind()) {
                case LSTM -> lstm(weights, x[step], h, c);
                case GRU ->
                    gru(weights, x[step], h, spec.options().get(direction).linearBeforeReset());
                case RNN_TANH, RNN_RELU -> rnn(weights, x[step], h);
            };
            System.arraycopy(h, 0, output[step], direction * h.length, h.length);
        }
    }

    private double[] lstm(CellWeights weights, double[] x, double[] h, double[] c) {
        int n = c.length;
        double[] a = product(weights.weightIh(), weights.biasIh(), x);
        double[] b = product(weights.weightHh(), weights.biasHh(), h);
        double[] next = new double[n];
        for (int u = 0; u < n; u++) {
            double i = sigmoid(a[u] + b[u]);
            double f = sigmoid(a[n + u] + b[n + u]);
            double g = Math.tanh(a[2 * n + u] + b[2 * n + u]);
            double o = sigmoid(a[3 * n + u] + b[3 * n + u]);
            c[u] = f * c[u] + i * g;
            next[u] = o * Math.tanh(c[u]);
        }
        Tensor projection = weights.weightHr();
        return projection == null ? next : product(projection, null, next);
    }

    private static double[] gru(CellWeights weights, double[] x, double[] h, boolean linearBeforeReset) {
        int n = h.length;
        double[] a = product(weights.weightIh(), weights.biasIh(), x);
        double[] b = product(weights.weightHh(), weights.biasHh(), h);
        double[] resetHidden = new double[n];
        for (int u = 0; u < n; u++) {
            resetHidden[u] = sigmoid(a[u] + b[u]) * h[u];
        }
        double[] ofReset = product(weights.weightHh(), weights.biasHh(), resetHidden);
        double[] next = new double[n];
        for (int u = 0; u < n; u++) {
            double r = sigmoid(a[u] + b[u]);
            double z = sigmoid(a[n + u] + b[n + u]);
            double recurrent = linearBeforeReset ? r * b[2 * n + u] : ofReset[2 * n + u];
            next[u] = (1 - z) * Math.tanh(a[2 * n + u] + recurrent) + z * h[u];
        }
        return next;
    }

    private double[] rnn(CellWeights weights, double[] x, double[] h) {
        double[] a = product(weights.weightIh(), weights.biasIh(), x);
        double[] b = product(weights.weightHh(), weights.biasHh(), h);
        double[] next = new double[h.length];
        for (int u = 0; u < next.length; u++) {
            double sum = a[u] + b[u];
            next[u] = switch (spec.kind()) {
                case RNN_RELU -> Math.max(0, sum);
                default -> Math.tanh(sum);
            };
        }
        return next;
    }

    private static double[] product(Tensor matrix, @Nullable Tensor bias, double[] x) {
        double[] y = new double[matrix.size(0)];
        for (int row = 0; row < y.length; row++) {
            y[row] = bias == null ? 0 : bias.data()[row];
            for (int k = 0; k < x.length; k++) {
                y[row] += matrix.data()[row * x.length + k] * x[k];
            }
        }
        return y;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
