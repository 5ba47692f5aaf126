package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine against the equations in double, with all of ONNX's options, variable lengths and batch first. */
class DoubleReferenceTest {
    /** Rounding of weights of order 1 over 20 steps; a wrong equation is off by 1e-2 and more. */
    private static final double TOLERANCE = 2e-5;

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void equations(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < 20; round++) {
            int hidden = 2 + random.nextInt(20);
            int directions = random.nextInt(3);
            RecurrentSpec stack = RecurrentSpec.builder(kind, 1 + random.nextInt(20), hidden)
                    .numLayers(1 + random.nextInt(3))
                    .bidirectional(directions == 2)
                    .reverse(directions == 1)
                    .bias(random.nextBoolean())
                    .projSize(kind == CellKind.LSTM && random.nextBoolean() ? 1 + random.nextInt(hidden - 1) : 0)
                    .buildUntrained(random);
            compare(stack, 1 + random.nextInt(4), 1 + random.nextInt(20), random);
        }
    }

    /** Few steps: activations without bounds make any rounding grow. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void variants(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < 60; round++) {
            boolean bidirectional = random.nextBoolean();
            RecurrentBuilder builder = RecurrentSpec.builder(kind, 1 + random.nextInt(9), 1 + random.nextInt(20))
                    .bidirectional(bidirectional)
                    .reverse(!bidirectional && random.nextBoolean())
                    .bias(random.nextInt(4) > 0)
                    .peepholes(kind == CellKind.LSTM && random.nextBoolean())
                    .initialStates(random.nextBoolean(), kind == CellKind.LSTM && random.nextBoolean());
            CellOptions forward = RandomModels.options(random, kind);
            if (bidirectional) {
                builder.options(forward, RandomModels.options(random, kind));
            } else {
                builder.options(forward);
            }
            compare(builder.buildUntrained(random), 1 + random.nextInt(4), 1 + random.nextInt(3), random);
        }
    }

    private static void compare(RecurrentSpec stack, int batch, int steps, SplittableRandom random) {
        int in = stack.inputSize();
        int out = stack.outputSize();
        Tensor input = Tensor.of(Hostile.floats(random, batch * steps * in, 0), batch, steps, in);
        int[] lengths = RandomModels.lengths(random, batch, steps);
        for (int row = 0; row < batch; row++) {
            for (int i = lengths[row] * in; i < steps * in; i++) {
                input.data()[row * steps * in + i] = Float.NaN;
            }
        }
        RecurrentOutput found = run(stack, input, lengths);
        DoubleReference reference = new DoubleReference(stack);
        for (int row = 0; row < batch; row++) {
            double[][] x = new double[lengths[row]][in];
            for (int t = 0; t < x.length; t++) {
                for (int i = 0; i < in; i++) {
                    x[t][i] = input.data()[(row * steps + t) * in + i];
                }
            }
            double[][] h = reference.initial(false);
            double[][] y = reference.run(x, h, reference.initial(true));
            for (int t = 0; t < steps; t++) {
                for (int i = 0; i < out; i++) {
                    double expected = t < y.length ? y[t][i] : 0;
                    float output = found.output().data()[(row * steps + t) * out + i];
                    assertClose(stack.describe(), expected, output);
                }
            }
            for (int layer = 0; layer < h.length; layer++) {
                for (int i = 0; i < h[layer].length; i++) {
                    int at = (layer * batch + row) * h[layer].length + i;
                    assertClose(
                            stack.describe() + ", h_n", h[layer][i], found.hN().data()[at]);
                }
            }
        }
    }

    private static void assertClose(String what, double expected, float found) {
        assertEquals(expected, found, TOLERANCE * Math.max(1, Math.abs(expected)), what);
    }

    private static RecurrentOutput run(RecurrentSpec stack, Tensor input, int[] lengths) {
        return switch (stack.kind()) {
            case LSTM -> {
                LstmOutput output = Lstm.of(Model.of(ModelSpec.ofStack(stack, true), Backend.AUTO))
                        .run(input, StackOptions.none().lengths(lengths));
                yield new RecurrentOutput(output.output(), output.hN());
            }
            case GRU ->
                Gru.of(Model.of(ModelSpec.ofStack(stack, true), Backend.AUTO))
                        .run(input, StackOptions.none().lengths(lengths));
            case RNN_TANH, RNN_RELU ->
                Rnn.of(Model.of(ModelSpec.ofStack(stack, true), Backend.AUTO))
                        .run(input, StackOptions.none().lengths(lengths));
        };
    }
}
