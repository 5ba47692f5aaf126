package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

/**
 * The chain rule backwards through the recorded steps of one layer and direction (backpropagation through time), in double
 * precision, for several vectors at once. A cell adds what is its own: from the gradients of its states to those of its sums.
 */
abstract sealed class CellGradient permits LstmGradient, GruGradient, RnnGradient {
    final LayerTrace trace;
    final int units;

    /** With respect to h: (vectors, Hout). Before {@link #throughCell} after the step, behind it before the step. */
    final double[] hidden;

    /** With respect to what W_ih x is added to: (vectors, G H). */
    final double[] inputSums;

    /** With respect to what W_hh h is added to: (vectors, G H). */
    final double[] hiddenSums;

    private final int vectors;
    private final int gateRows;

    CellGradient(LayerTrace trace, int vectors) {
        this.trace = trace;
        this.vectors = vectors;
        RecurrentSpec stack = trace.stack();
        units = stack.hiddenSize();
        gateRows = stack.kind().gates() * units;
        hidden = new double[vectors * stack.recurrentSize()];
        inputSums = new double[vectors * gateRows];
        hiddenSums = new double[vectors * gateRows];
    }

    static CellGradient of(LayerTrace trace, int vectors) {
        return switch (trace.kind()) {
            case LSTM -> new LstmGradient(trace, vectors);
            case GRU -> new GruGradient(trace, vectors);
            case RNN_TANH, RNN_RELU -> new RnnGradient(trace, vectors);
        };
    }

    /**
     * One vector through one step: from the gradients of the states after it to those of the sums, and to the part of those of
     * the states before it that does not go through W_hh.
     *
     * @param step the step
     * @param before the step before it in the layer's direction; none if it is out of range
     * @param vector number of the vector
     */
    abstract void throughCell(int step, int before, int vector);

    /** What a step needs whatever the vector. */
    void prepare(int step, int before) {}

    /** Whether gradients of other states than h are left to go further back. */
    boolean hasMore() {
        return false;
    }

    /**
     * All steps.
     *
     * @param outputs with respect to the layer's output: (steps, vectors, D Hout)
     * @param inputs with respect to the layer's input: (steps, vectors, inputSize); added to
     */
    final void through(double[] outputs, double[] inputs) {
        int steps = trace.steps();
        int backwards = trace.isReverse() ? 1 : -1;
        Tensor weightIh = trace.weights().weightIh();
        Tensor weightHh = trace.weights().weightHh();
        for (int i = 0; i < steps; i++) {
            int step = trace.isReverse() ? i : steps - 1 - i;
            addOutput(outputs, step);
            if (!hasMore() && isZero(hidden)) {
                continue;
            }
            prepare(step, step + backwards);
            for (int vector = 0; vector < vectors; vector++) {
                throughCell(step, step + backwards, vector);
            }
            addTransposed(weightHh, gateRows, hiddenSums, hidden, 0);
            addTransposed(weightIh, gateRows, inputSums, inputs, step * vectors * trace.inputSize());
        }
    }

    private void addOutput(double[] outputs, int step) {
        int size = trace.stack().recurrentSize();
        int width = trace.stack().outputSize();
        for (int vector = 0; vector < vectors; vector++) {
            int from = (step * vectors + vector) * width + trace.direction() * size;
            for (int unit = 0; unit < size; unit++) {
                hidden[vector * size + unit] += outputs[from + unit];
            }
        }
    }

    private static boolean isZero(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == 0);
    }

    /** {@code target += W^T sums} for each vector, over the first rows of W. */
    final void addTransposed(Tensor matrix, int rows, double[] sums, double[] target, int at) {
        int columns = matrix.size(1);
        float[] w = matrix.data();
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < vectors; vector++) {
                addRow(w, row * columns, sums[vector * rows + row], target, at + vector * columns, columns);
            }
        }
    }

    /** A loop that the compiler makes vectors of. */
    static void addRow(float[] w, int from, double factor, double[] target, int to, int columns) {
        for (int k = 0; k < columns; k++) {
            target[to + k] += w[from + k] * factor;
        }
    }
}
