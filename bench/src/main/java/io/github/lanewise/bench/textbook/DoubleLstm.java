package io.github.lanewise.bench.textbook;

import static io.github.lanewise.bench.textbook.DoubleModel.sigmoid;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stack of LSTM layers in double precision, PyTorch's equations written down: gates in the order i, f, g, o, both biases
 * added, in one direction, forward or reverse, or in both. It is there to be right, not to be fast, and judges everybody's answers. Carries the
 * states of the sequences of a batch; not thread-safe.
 */
final class DoubleLstm implements DoubleLayer {
    private final RecurrentSpec spec;
    private final Cell[] cells;

    /**
     * Copies the weights of a stack.
     *
     * @param spec an LSTM with PyTorch's equations and zeros as initial states, without projection
     * @throws IllegalArgumentException if it is anything else
     */
    DoubleLstm(RecurrentSpec spec) {
        if (spec.kind() != CellKind.LSTM
                || spec.projSize() != 0
                || spec.hasPeepholes()
                || spec.initialHidden() != null
                || spec.initialCell() != null
                || !spec.options().stream().allMatch(options -> options.areOf(CellKind.LSTM))) {
            throw new IllegalArgumentException("expected an LSTM with PyTorch's equations and zeros as initial states,"
                    + " without projection, found " + spec.describe());
        }
        this.spec = spec;
        cells = spec.weights().stream().map(Cell::new).toArray(Cell[]::new);
    }

    @Override
    public void reset() {
        for (Cell cell : cells) {
            cell.h = new double[0][];
        }
    }

    @Override
    public double[][] run(double[][] rows, int batch) {
        double[][] x = rows;
        int directions = spec.directions();
        for (int layer = 0; layer < spec.numLayers(); layer++) {
            double[][] y = new double[x.length][spec.outputSize()];
            for (int direction = 0; direction < directions; direction++) {
                boolean reverse = spec.isReverse(direction);
                cells[layer * directions + direction].run(x, batch, reverse, y, direction * spec.hiddenSize());
            }
            x = y;
        }
        return x;
    }

    /** One layer in one direction. */
    private static final class Cell {
        private final int hiddenSize;
        private final double[][] columnsIh;
        private final double[][] columnsHh;
        private final double[] bias;
        private double[][] h = new double[0][];
        private double[][] c = new double[0][];

        Cell(CellWeights weights) {
            hiddenSize = weights.weightHh().size(1);
            columnsIh = columns(weights.weightIh());
            columnsHh = columns(weights.weightHh());
            bias = new double[4 * hiddenSize];
            add(weights.biasIh());
            add(weights.biasHh());
        }

        private static double[][] columns(Tensor weight) {
            double[][] columns = new double[weight.size(1)][weight.size(0)];
            for (int row = 0; row < weight.size(0); row++) {
                for (int k = 0; k < columns.length; k++) {
                    columns[k][row] = weight.data()[row * columns.length + k];
                }
            }
            return columns;
        }

        private void add(@Nullable Tensor more) {
            for (int row = 0; more != null && row < bias.length; row++) {
                bias[row] += more.data()[row];
            }
        }

        /** Rows are time first: row t N + n is time step t of sequence n. The hidden states go to columns of y. */
        void run(double[][] x, int batch, boolean reverse, double[][] y, int column) {
            if (h.length != batch) {
                h = new double[batch][hiddenSize];
                c = new double[batch][hiddenSize];
            }
            int steps = x.length / batch;
            for (int step = 0; step < steps; step++) {
                int from = (reverse ? steps - 1 - step : step) * batch;
                double[][] z = new double[batch][4 * hiddenSize];
                Arrays.setAll(z, n -> bias.clone());
                addProduct(columnsIh, Arrays.copyOfRange(x, from, from + batch), z);
                addProduct(columnsHh, h, z);
                for (int n = 0; n < batch; n++) {
                    activate(z[n], h[n], c[n]);
                    System.arraycopy(h[n], 0, y[from + n], column, hiddenSize);
                }
            }
        }

        /** A column at a time, for all sequences: what a batch of large layers needs to be judged in seconds. */
        private static void addProduct(double[][] columns, double[][] x, double[][] z) {
            for (int k = 0; k < columns.length; k++) {
                double[] column = columns[k];
                for (int n = 0; n < x.length; n++) {
                    double factor = x[n][k];
                    double[] sums = z[n];
                    for (int row = 0; row < column.length; row++) {
                        sums[row] += column[row] * factor;
                    }
                }
            }
        }

        private void activate(double[] z, double[] h, double[] c) {
            for (int u = 0; u < hiddenSize; u++) {
                double i = sigmoid(z[u]);
                double f = sigmoid(z[hiddenSize + u]);
                double g = Math.tanh(z[2 * hiddenSize + u]);
                double o = sigmoid(z[3 * hiddenSize + u]);
                c[u] = f * c[u] + i * g;
                h[u] = o * Math.tanh(c[u]);
            }
        }
    }
}
