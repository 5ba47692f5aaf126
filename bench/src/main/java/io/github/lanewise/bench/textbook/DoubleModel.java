package io.github.lanewise.bench.textbook;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A model in double precision, layer by layer as a textbook has it: the judge of other implementations' answers. Carries the
 * states of the sequences of a batch; not thread-safe.
 */
public final class DoubleModel {
    private final int inputSize;
    private final List<DoubleLayer> layers;

    /**
     * Copies the weights of a model, rounded where a layer's precision says so.
     *
     * @param spec LSTM stacks, linear layers, convolutions within rows, magnitudes, merges, repeats and activations of elements
     * @throws IllegalArgumentException naming a layer that is anything else
     */
    public DoubleModel(ModelSpec spec) {
        inputSize = spec.inputSize();
        layers = layers(RoundedWeights.of(spec));
    }

    /** Each layer, and behind the last recurrent one of the model and before each repeat its head. */
    private static List<DoubleLayer> layers(ModelSpec spec) {
        List<DoubleLayer> backwards = new ArrayList<>();
        Head head = spec.head();
        for (LayerSpec layer : spec.layers().reversed()) {
            if (layer instanceof RepeatSpec repeat) {
                head = repeat.head();
            } else if (layer instanceof RecurrentSpec stack && head != Head.EVERY_STEP) {
                backwards.add(new DoubleHead(head, stack));
                head = Head.EVERY_STEP;
            }
            backwards.add(layer(layer));
        }
        return List.copyOf(backwards.reversed());
    }

    private static DoubleLayer layer(LayerSpec spec) {
        return switch (spec) {
            case RecurrentSpec stack -> new DoubleLstm(stack);
            case LinearSpec linear -> byRow(row -> product(linear, row));
            case Conv1dSpec convolution -> byRow(row -> windows(convolution, row));
            case MagnitudeSpec magnitude -> byRow(row -> magnitudes(magnitude, row));
            case ActivationSpec activation -> activation(activation);
            case MergeSpec merge -> byRow(row -> merged(merge, row));
            case RepeatSpec repeat -> (rows, batch) -> repeated(repeat.steps(), rows);
            default ->
                throw new IllegalArgumentException("expected LSTM, linear layer, convolution within rows, magnitude,"
                        + " merge, repeat or activation, found " + spec.describe());
        };
    }

    private static DoubleLayer byRow(UnaryOperator<double[]> function) {
        return (rows, batch) -> {
            double[][] outputs = new double[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                outputs[i] = function.apply(rows[i]);
            }
            return outputs;
        };
    }

    /** The states back to zeros, as at the beginning of sequences. */
    public void reset() {
        layers.forEach(DoubleLayer::reset);
    }

    /**
     * Computes some time steps of a batch of sequences; the states go on from call to call.
     *
     * @param x (T, N, features)
     * @param batch sequences (N), the same number until the states are reset
     * @return (T, N, outputs), with the steps of the last repeat where there is one; or (N, outputs)
     */
    public double[] run(float[] x, int batch) {
        double[][] rows = new double[x.length / inputSize][inputSize];
        for (int i = 0; i < x.length; i++) {
            rows[i / inputSize][i % inputSize] = x[i];
        }
        for (DoubleLayer layer : layers) {
            rows = layer.run(rows, batch);
        }
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[][] repeated(int steps, double[][] rows) {
        double[][] repeated = new double[steps * rows.length][];
        Arrays.setAll(repeated, i -> rows[i % rows.length]);
        return repeated;
    }

    private static double[] product(LinearSpec linear, double[] x) {
        double[] y = new double[linear.outputSize()];
        for (int row = 0; row < y.length; row++) {
            y[row] = bias(linear.bias(), row);
            for (int k = 0; k < x.length; k++) {
                y[row] += linear.weight().data()[row * x.length + k] * x[k];
            }
        }
        return y;
    }

    private static double bias(@Nullable Tensor bias, int row) {
        return bias == null ? 0 : bias.data()[row];
    }

    private static double[] windows(Conv1dSpec convolution, double[] x) {
        int out = convolution.outChannels();
        double[] y = new double[convolution.outputSize()];
        for (int i = 0; i < y.length; i++) {
            int first = i / out * convolution.stride() - convolution.padding().before();
            y[i] = bias(convolution.bias(), i % out) + window(convolution, x, first, i % out);
        }
        return y;
    }

    /** One channel's sum over a window that begins at a position, which may lie before the row. */
    private static double window(Conv1dSpec convolution, double[] x, int first, int out) {
        int channels = convolution.inChannels();
        int taps = convolution.kernelSize();
        double sum = 0;
        for (int tap = 0; tap < taps; tap++) {
            int position = inside(convolution, first + tap);
            for (int channel = 0; position >= 0 && channel < channels; channel++) {
                float weight = convolution.weight().data()[(out * channels + channel) * taps + tap];
                sum += weight * x[position * channels + channel];
            }
        }
        return sum;
    }

    /** The position of the row that stands at a position of the padded row; -1 for a zero. */
    private static int inside(Conv1dSpec convolution, int position) {
        int last = convolution.positions() - 1;
        if (position >= 0 && position <= last) {
            return position;
        }
        if (convolution.padding().mode() == Padding.Mode.ZEROS) {
            return -1;
        }
        return position < 0 ? -position : 2 * last - position;
    }

    private static double[] magnitudes(MagnitudeSpec magnitude, double[] x) {
        int channels = magnitude.channels();
        double[] y = new double[magnitude.outputSize()];
        for (int i = 0; i < y.length; i++) {
            int real = i / channels * 2 * channels + i % channels;
            y[i] = Math.hypot(x[real], x[real + channels]);
        }
        return y;
    }

    private static double[] merged(MergeSpec merge, double[] x) {
        double[] y = new double[merge.size()];
        for (int i = 0; i < y.length; i++) {
            double other = x[merge.size() + i];
            y[i] = switch (merge.mode()) {
                case SUM -> x[i] + other;
                case AVERAGE -> (x[i] + other) / 2;
                case PRODUCT -> x[i] * other;
            };
        }
        return y;
    }

    private static DoubleLayer activation(ActivationSpec layer) {
        CellActivation activation = layer.ofElements();
        if (activation == null) {
            throw new IllegalArgumentException("expected an activation of single elements, found " + layer.describe());
        }
        return byRow(row -> Arrays.stream(row).map(x -> activate(activation, x)).toArray());
    }

    private static double activate(CellActivation activation, double x) {
        double alpha = activation.alpha();
        double beta = activation.beta();
        return switch (activation.function()) {
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(x, 0);
            case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
            case AFFINE -> alpha * x + beta;
            case LEAKY_RELU -> x >= 0 ? x : alpha * x;
            case THRESHOLDED_RELU -> x < alpha ? 0 : x;
            case SCALED_TANH -> alpha * Math.tanh(beta * x);
            case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
