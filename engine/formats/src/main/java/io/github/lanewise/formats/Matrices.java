package io.github.lanewise.formats;

import io.github.lanewise.spec.Tensor;

/** From Keras's layouts to PyTorch's: kernels have inputs in rows there, and gates in another order. */
final class Matrices {
    /** Which of Keras's gates i, f, c, o each of PyTorch's i, f, g, o is. */
    static final int[] LSTM = {0, 1, 2, 3};

    /** Which of Keras's gates z, r, h each of PyTorch's r, z, n is. */
    static final int[] GRU = {1, 0, 2};

    /** A cell with one block. */
    static final int[] RNN = {0};

    private Matrices() {}

    /** A kernel (inputs, gates x units) as a weight (gates x units, inputs). */
    static Tensor gates(Tensor kernel, int... order) {
        int inputs = kernel.size(0);
        int columns = kernel.size(1);
        int units = columns / order.length;
        float[] to = new float[inputs * columns];
        for (int gate = 0; gate < order.length; gate++) {
            for (int unit = 0; unit < units; unit++) {
                for (int i = 0; i < inputs; i++) {
                    to[(gate * units + unit) * inputs + i] = kernel.data()[i * columns + order[gate] * units + unit];
                }
            }
        }
        return Tensor.of(to, columns, inputs);
    }

    /** A kernel (inputs, outputs) as a weight (outputs, inputs). */
    static Tensor transposed(Tensor kernel) {
        return gates(kernel, RNN);
    }

    /** One row of gates x units biases, from row {@code row} of (rows, gates x units) or of the same in one dimension. */
    static Tensor biases(Tensor bias, int row, int units, int... order) {
        float[] to = new float[order.length * units];
        for (int gate = 0; gate < order.length; gate++) {
            int from = row * to.length + order[gate] * units;
            System.arraycopy(bias.data(), from, to, gate * units, units);
        }
        return Tensor.of(to, to.length);
    }

    /**
     * An input kernel of cuDNN's cells: each gate's block of columns (inputs, units) holds, row by row, the numbers of a
     * matrix (units, inputs).
     */
    static Tensor cudnnInput(Tensor kernel, int... order) {
        int inputs = kernel.size(0);
        int columns = kernel.size(1);
        int units = columns / order.length;
        float[] to = new float[inputs * columns];
        for (int gate = 0; gate < order.length; gate++) {
            for (int i = 0; i < inputs * units; i++) {
                int from = i / units * columns + order[gate] * units + i % units;
                to[gate * units * inputs + i] = kernel.data()[from];
            }
        }
        return Tensor.of(to, columns, inputs);
    }
}
