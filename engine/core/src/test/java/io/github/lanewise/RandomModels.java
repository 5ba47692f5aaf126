package io.github.lanewise;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.random.RandomGenerator;

/** Models of awkward sizes with random options and weights. */
final class RandomModels {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 33};

    private RandomModels() {}

    static int size(RandomGenerator random) {
        return SIZES[random.nextInt(SIZES.length)];
    }

    /** Departures from PyTorch's cell, all drawn. */
    static CellOptions options(RandomGenerator random, CellKind kind) {
        CellActivation.Function[] functions = CellActivation.Function.values();
        CellOptions plain = CellOptions.of(kind);
        CellActivation[] activations = plain.activations().toArray(new CellActivation[0]);
        for (int i = 0; i < activations.length; i++) {
            if (random.nextInt(3) > 0) {
                activations[i] = activation(random, functions[random.nextInt(functions.length)]);
            }
        }
        return plain.withActivations(activations)
                .withClip(random.nextBoolean() ? CellOptions.NO_CLIP : random.nextFloat() * 2)
                .withInputForget(kind == CellKind.LSTM && random.nextInt(3) == 0)
                .withLinearBeforeReset(kind != CellKind.GRU || random.nextBoolean());
    }

    /** Continuous, so that rounding cannot make a jump; thresholds are 0 for that reason. */
    private static CellActivation activation(RandomGenerator random, CellActivation.Function function) {
        return switch (function) {
            case SIGMOID, TANH, RELU, SOFTSIGN, SOFTPLUS -> CellActivation.of(function);
            case THRESHOLDED_RELU -> new CellActivation(function, 0, 0);
            case LEAKY_RELU, ELU -> new CellActivation(function, random.nextFloat(), 0);
            case HARD_SIGMOID, AFFINE, SCALED_TANH ->
                new CellActivation(function, random.nextFloat() * 2, random.nextFloat());
        };
    }

    /** A stack with all its options drawn, both directions or reverse if it may need the whole sequence; some weights are hostile. */
    static RecurrentSpec stack(RandomGenerator random, CellKind kind, int inputSize, boolean mayNeedAll) {
        return stack(random, "stack", kind, inputSize, mayNeedAll);
    }

    static RecurrentSpec stack(RandomGenerator random, String name, CellKind kind, int inputSize, boolean mayNeedAll) {
        int hiddenSize = size(random);
        int directions = mayNeedAll ? random.nextInt(4) : 0;
        RecurrentBuilder builder = RecurrentSpec.builder(kind, inputSize, hiddenSize)
                .name(name)
                .numLayers(1 + random.nextInt(3))
                .bidirectional(directions > 1)
                .reverse(directions == 1)
                .bias(random.nextInt(4) > 0);
        boolean projected = random.nextInt(3) == 0;
        if (kind == CellKind.LSTM && hiddenSize > 1 && projected) {
            builder.projSize(1 + random.nextInt(hiddenSize - 1));
        } else if (random.nextBoolean()) {
            builder.options(options(random, kind)).peepholes(kind == CellKind.LSTM && random.nextBoolean());
        }
        builder.initialStates(random.nextInt(3) == 0, kind == CellKind.LSTM && random.nextInt(3) == 0);
        RecurrentSpec stack = builder.buildUntrained(random);
        if (random.nextInt(4) == 0) {
            CellWeights cell = stack.weights().getLast();
            float[] weights = cell.weightIh().data();
            float[] hostile = Hostile.floats(random, 1, 1);
            weights[random.nextInt(weights.length)] = hostile[0];
        }
        return stack;
    }

    /**
     * A whole model: an embedding or a linear layer, perhaps merged directions, a repeat and a second stack, a head with an
     * activation. Each layer has a precision of its own.
     */
    static ModelSpec model(RandomGenerator random, boolean mayNeedAll) {
        ModelSpec spec = fp32Model(random, mayNeedAll);
        Precision[] precisions = Precision.values();
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            Precision precision = precisions[random.nextInt(precisions.length)];
            boolean fits = spec.layers().get(layer).tensors().values().stream().allMatch(RandomModels::isOrdinary);
            spec = fits ? spec.withPrecision(layer, precision) : spec;
        }
        return spec;
    }

    /** No precision refuses it. */
    private static boolean isOrdinary(Tensor tensor) {
        for (float element : tensor.data()) {
            if (!(Math.abs(element) < 1e38f)) {
                return false;
            }
        }
        return true;
    }

    private static ModelSpec fp32Model(RandomGenerator random, boolean mayNeedAll) {
        CellKind[] kinds = CellKind.values();
        Head[] heads = Head.values();
        int features = size(random);
        ModelSpec.Builder builder =
                ModelSpec.builder().head(heads[random.nextInt(heads.length)]).batchFirst(random.nextBoolean());
        switch (random.nextInt(5)) {
            case 0 -> builder.add(new EmbeddingSpec("embedding", matrix(random, 11, features)));
            case 1 -> addActivation(builder.add(linear(random, "before", size(random), features)), random);
            case 2 -> addFrontEnd(builder, random, features);
            case 3 -> builder.add(temporal(random, "time", size(random), features, mayNeedAll));
            default -> {}
        }
        RecurrentSpec stack = stack(random, kinds[random.nextInt(kinds.length)], features, mayNeedAll);
        builder.add(stack);
        int hidden = stack.outputSize();
        if (hidden % 2 == 0 && random.nextBoolean()) {
            hidden /= 2;
            MergeSpec.Mode[] modes = MergeSpec.Mode.values();
            builder.add(new MergeSpec(modes[random.nextInt(modes.length)], hidden));
        }
        boolean repeats = mayNeedAll && random.nextInt(4) == 0;
        if (repeats) {
            Head left = random.nextBoolean() ? Head.LAST_STEP : Head.FINAL_HIDDEN;
            builder.add(new RepeatSpec(left, 1 + random.nextInt(6), hidden));
        }
        if (random.nextBoolean()) {
            builder.add(RecurrentSpec.builder(kinds[random.nextInt(kinds.length)], hidden, 7)
                    .name("second")
                    .buildUntrained(random));
            hidden = 7;
        } else if (repeats) {
            builder.head(Head.EVERY_STEP);
        }
        builder.add(linear(random, "head", hidden, size(random)));
        addBehind(builder, random, mayNeedAll);
        return addActivation(builder, random).build();
    }

    /** Perhaps a normalization, and a convolution along time where there is time left. */
    private static void addBehind(ModelSpec.Builder builder, RandomGenerator random, boolean mayLookAhead) {
        int size = builder.build().outputSize();
        if (random.nextInt(3) == 0) {
            Tensor scale = Tensor.of(Hostile.floats(random, size, 0), size);
            builder.add(new LayerNormSpec("norm", scale, null, 1e-5f));
        }
        if (random.nextInt(3) == 0 && builder.build().head() == Head.EVERY_STEP) {
            builder.add(temporal(random, "smooth", size, size(random), mayLookAhead));
        }
    }

    /** A convolution along time with its kernel and dilation drawn. */
    static TemporalConv1dSpec temporal(
            RandomGenerator random, String name, int inputs, int outputs, boolean mayLookAhead) {
        int kernel = 1 + random.nextInt(4);
        int dilation = 1 + random.nextInt(3);
        int lookAhead = mayLookAhead ? random.nextInt((kernel - 1) * dilation + 1) : 0;
        Tensor weight = Tensor.of(Hostile.floats(random, outputs * inputs * kernel, 0), outputs, inputs, kernel);
        Tensor bias = random.nextBoolean() ? Tensor.of(Hostile.floats(random, outputs, 0), outputs) : null;
        return TemporalConv1dSpec.builder(name, weight)
                .bias(bias)
                .dilation(dilation)
                .lookAhead(lookAhead)
                .build();
    }

    /** A spectrum's magnitudes, then a convolution down to few positions, and a linear layer over what is left. */
    private static void addFrontEnd(ModelSpec.Builder builder, RandomGenerator random, int features) {
        int bins = size(random);
        Conv1dSpec spectrum = convolution(random, "spectrum", 1, 2 * bins, 20 + random.nextInt(40));
        Conv1dSpec encoder = convolution(random, "encoder", bins, size(random), spectrum.outPositions());
        builder.add(spectrum)
                .add(new MagnitudeSpec(bins, spectrum.outPositions()))
                .add(encoder)
                .activation(ActivationSpec.Function.RELU)
                .add(linear(random, "before", encoder.outputSize(), features));
    }

    /** A convolution with its kernel, stride and padding drawn. */
    static Conv1dSpec convolution(RandomGenerator random, String name, int inputs, int outputs, int positions) {
        int kernel = 1 + random.nextInt(Math.min(positions, 9));
        Padding padding = random.nextBoolean()
                ? new Padding(Padding.Mode.ZEROS, random.nextInt(kernel + 1), random.nextInt(kernel + 1))
                : new Padding(Padding.Mode.REFLECT, random.nextInt(positions), random.nextInt(positions));
        float[] weight = Hostile.floats(random, outputs * inputs * kernel, 0);
        Tensor bias = random.nextBoolean() ? Tensor.of(Hostile.floats(random, outputs, 0), outputs) : null;
        int stride = 1 + random.nextInt(kernel + 1);
        return Conv1dSpec.builder(name, Tensor.of(weight, outputs, inputs, kernel), positions)
                .bias(bias)
                .stride(stride)
                .padding(padding)
                .build();
    }

    /** An activation layer, any of the functions of elements or over a row. */
    private static ModelSpec.Builder addActivation(ModelSpec.Builder builder, RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> builder.activation(ActivationSpec.Function.SOFTMAX);
            case 1 -> builder.activation(ActivationSpec.Function.LOG_SOFTMAX);
            default -> {
                CellActivation.Function[] functions = CellActivation.Function.values();
                yield builder.activation(activation(random, functions[random.nextInt(functions.length)]));
            }
        };
    }

    private static LinearSpec linear(RandomGenerator random, String name, int inputs, int outputs) {
        Tensor bias = random.nextBoolean() ? Tensor.of(Hostile.floats(random, outputs, 0), outputs) : null;
        return new LinearSpec(name, matrix(random, outputs, inputs), bias);
    }

    private static Tensor matrix(RandomGenerator random, int rows, int columns) {
        return Tensor.of(Hostile.floats(random, rows * columns, 0), rows, columns);
    }

    /** Input rows for a model: tokens where it begins with an embedding, otherwise floats, some of them hostile. */
    static float[] input(RandomGenerator random, ModelSpec model, int rows, double share) {
        if (!(model.layers().getFirst() instanceof EmbeddingSpec embedding)) {
            return Hostile.floats(random, rows * model.inputSize(), share);
        }
        float[] tokens = new float[rows];
        for (int i = 0; i < rows; i++) {
            tokens[i] = random.nextInt(embedding.tokens());
        }
        return tokens;
    }

    static int[] lengths(RandomGenerator random, int batch, int steps) {
        int[] lengths = new int[batch];
        for (int row = 0; row < batch; row++) {
            lengths[row] = 1 + random.nextInt(steps);
        }
        return lengths;
    }
}
