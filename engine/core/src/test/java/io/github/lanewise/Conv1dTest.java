package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Front ends against their definitions in double. */
class Conv1dTest {
    private static final double TOLERANCE = 2e-5;

    @Test
    void convolutions() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < 60; round++) {
            int positions = 1 + random.nextInt(12);
            Conv1dSpec spec = RandomModels.convolution(
                    random, "conv", RandomModels.size(random), RandomModels.size(random), positions);
            int rows = 1 + random.nextInt(9);
            float[] x = Hostile.floats(random, rows * spec.inputSize(), 0);
            float[] found = SingleLayer.run(spec, rows, x);
            for (int row = 0; row < rows; row++) {
                for (int p = 0; p < spec.outPositions(); p++) {
                    for (int out = 0; out < spec.outChannels(); out++) {
                        int at = row * spec.outputSize() + p * spec.outChannels() + out;
                        double expected = convolution(spec, x, row * spec.inputSize(), p, out);
                        assertEquals(expected, found[at], TOLERANCE * Math.max(1, Math.abs(expected)), spec.describe());
                    }
                }
            }
        }
    }

    /** One element as nn.Conv1d's documentation has it. */
    private static double convolution(Conv1dSpec spec, float[] x, int from, int position, int out) {
        Tensor bias = spec.bias();
        double sum = bias == null ? 0 : bias.data()[out];
        for (int in = 0; in < spec.inChannels(); in++) {
            for (int tap = 0; tap < spec.kernelSize(); tap++) {
                int at = position * spec.stride() + tap - spec.padding().before();
                if (spec.padding().mode() == Padding.Mode.REFLECT) {
                    at = at < 0 ? -at : at >= spec.positions() ? 2 * (spec.positions() - 1) - at : at;
                }
                if (at >= 0 && at < spec.positions()) {
                    int weight = (out * spec.inChannels() + in) * spec.kernelSize() + tap;
                    sum += (double) spec.weight().data()[weight] * x[from + at * spec.inChannels() + in];
                }
            }
        }
        return sum;
    }

    @Test
    void magnitudes() {
        SplittableRandom random = Seeds.random(getClass());
        MagnitudeSpec spec = new MagnitudeSpec(5, 3);
        float[] x = Hostile.floats(random, 2 * spec.inputSize(), 0);
        float[] found = SingleLayer.run(spec, 2, x);
        for (int i = 0; i < found.length; i++) {
            int re = i / 5 * 10 + i % 5;
            assertEquals(Math.hypot(x[re], x[re + 5]), found[i], 1e-6);
        }
    }

    /** The state ends with the row there, and vectors of imaginary parts reach behind it. */
    @Test
    void magnitudesOfARecurrentLayersOutputGoStepByStep() {
        SplittableRandom random = Seeds.random(getClass());
        for (int channels = 1; channels < 40; channels++) {
            ModelSpec spec = ModelSpec.builder()
                    .add(RecurrentSpec.builder(CellKind.RNN_TANH, 2, 2 * channels)
                            .name("rnn")
                            .buildUntrained(random))
                    .add(new MagnitudeSpec(channels, 1))
                    .build();
            float[] x = Hostile.floats(random, 2, 0);
            float[] expected = Model.of(spec, Backend.SCALAR)
                    .newSession()
                    .run(Tensor.of(x, 1, 2))
                    .data();
            for (Backend backend : Backend.available()) {
                float[] found = new float[channels];
                Model model = Model.of(spec, backend);
                model.newSession().step(x, model.newState(), found);
                Bits.assertSame(spec.describe() + " on " + backend, expected, found);
            }
        }
    }
}
