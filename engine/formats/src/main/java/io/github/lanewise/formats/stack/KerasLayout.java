package io.github.lanewise.formats.stack;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Tensor;

/** From Keras's layouts to PyTorch's: kernels have inputs in rows there, and gates in another order. */
public final class KerasLayout {
    private KerasLayout() {}

    /** For each gate in PyTorch's order its index in Keras's: PyTorch's i, f, g, o and Keras's i, f, c, o; r, z, n and z, r, h. */
    public static int[] gateOrder(CellKind kind) {
        return switch (kind) {
            case LSTM -> new int[] {0, 1, 2, 3};
            case GRU -> new int[] {1, 0, 2};
            case RNN_TANH, RNN_RELU -> new int[] {0};
        };
    }

    /** The names of Keras's gates, in the order in which its weights have them; empty for a cell that has none. */
    public static String gateNames(CellKind kind) {
        return switch (kind) {
            case LSTM -> "i f c o";
            case GRU -> "z r h";
            case RNN_TANH, RNN_RELU -> "";
        };
    }

    /** A kernel (inputs, gates x units) as a weight (gates x units, inputs). */
    public static Tensor gates(Tensor kernel, int... order) {
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
    public static Tensor transposed(Tensor kernel) {
        return gates(kernel, 0);
    }

    /**
     * A convolution's kernel (taps, inputs, outputs) as a weight (outputs, inputs, taps).
     *
     * @param backward whether the last tap comes first
     */
    public static Tensor taps(Tensor kernel, boolean backward) {
        int taps = kernel.size(0);
        int inputs = kernel.size(1);
        int outputs = kernel.size(2);
        Tensor to = Tensor.zeros(outputs, inputs, taps);
        for (int tap = 0; tap < taps; tap++) {
            int at = backward ? taps - 1 - tap : tap;
            for (int in = 0; in < inputs; in++) {
                for (int out = 0; out < outputs; out++) {
                    to.data()[(out * inputs + in) * taps + at] = kernel.data()[(tap * inputs + in) * outputs + out];
                }
            }
        }
        return to;
    }

    /** One row of gates x units biases, from row {@code row} of (rows, gates x units) or of the same in one dimension. */
    public static Tensor biases(Tensor bias, int row, int units, int... order) {
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
    public static Tensor cudnnInput(Tensor kernel, int... order) {
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
