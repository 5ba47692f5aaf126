package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's equations in double, for one sequence, written from its documentation and sharing nothing with the engine:
 * whoever doubts the engine compares with this.
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
                    int t = direction == 0 ? i : x.length - 1 - i;
                    step(stack.weights().get(cell), x[t], h, c, cell);
                    System.arraycopy(h[cell], 0, output[t], direction * stack.recurrentSize(), stack.recurrentSize());
                }
            }
            x = output;
        }
        return x;
    }

    private void step(CellWeights w, double[] x, double[][] h, double[][] c, int cell) {
        double[] input = affine(w.weightIh(), x, w.biasIh());
        double[] hidden = affine(w.weightHh(), h[cell], w.biasHh());
        double[] next = new double[stack.hiddenSize()];
        int n = stack.hiddenSize();
        for (int u = 0; u < n; u++) {
            next[u] = switch (stack.kind()) {
                case LSTM -> {
                    double i = sigmoid(input[u] + hidden[u]);
                    double f = sigmoid(input[n + u] + hidden[n + u]);
                    double g = Math.tanh(input[2 * n + u] + hidden[2 * n + u]);
                    double o = sigmoid(input[3 * n + u] + hidden[3 * n + u]);
                    c[cell][u] = f * c[cell][u] + i * g;
                    yield o * Math.tanh(c[cell][u]);
                }
                case GRU -> {
                    double r = sigmoid(input[u] + hidden[u]);
                    double z = sigmoid(input[n + u] + hidden[n + u]);
                    double candidate = Math.tanh(input[2 * n + u] + r * hidden[2 * n + u]);
                    yield (1 - z) * candidate + z * h[cell][u];
                }
                case RNN_TANH -> Math.tanh(input[u] + hidden[u]);
                case RNN_RELU -> Math.max(0, input[u] + hidden[u]);
            };
        }
        Tensor projection = w.weightHr();
        h[cell] = projection == null ? next : affine(projection, next, null);
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

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Zeros for h or c. */
    double[][] zeros(boolean cell) {
        int size = cell && stack.kind() == CellKind.LSTM ? stack.hiddenSize() : stack.recurrentSize();
        return new double[stack.numLayers() * stack.directions()][size];
    }
}
