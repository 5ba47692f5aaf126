package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Convolutions along time, and normalization, against their definitions in double; streams and their states. */
class TemporalConv1dTest {
    private static final double TOLERANCE = 2e-5;

    @Test
    void convolutions() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < 60; round++) {
            TemporalConv1dSpec spec =
                    RandomModels.temporal(random, "conv", RandomModels.size(random), RandomModels.size(random), true);
            int steps = 1 + random.nextInt(12);
            float[] x = Hostile.floats(random, steps * spec.inputSize(), 0);
            float[] found = SingleLayer.run(spec, steps, x);
            for (int t = 0; t < steps; t++) {
                for (int out = 0; out < spec.outputSize(); out++) {
                    double expected = convolution(spec, x, steps, t, out);
                    double tolerance = TOLERANCE * Math.max(1, Math.abs(expected));
                    assertEquals(expected, found[t * spec.outputSize() + out], tolerance, spec.describe());
                }
            }
        }
    }

    /** One element as the class says. */
    private static double convolution(TemporalConv1dSpec spec, float[] x, int steps, int t, int out) {
        Tensor bias = spec.bias();
        double sum = bias == null ? 0 : bias.data()[out];
        for (int tap = 0; tap < spec.kernelSize(); tap++) {
            int at = t + spec.lookAhead() - (spec.kernelSize() - 1 - tap) * spec.dilation();
            for (int in = 0; in < spec.inputSize() && at >= 0 && at < steps; in++) {
                int weight = (out * spec.inputSize() + in) * spec.kernelSize() + tap;
                sum += (double) spec.weight().data()[weight] * x[at * spec.inputSize() + in];
            }
        }
        return sum;
    }

    @Test
    void normalization() {
        SplittableRandom random = Seeds.random(getClass());
        for (int size : new int[] {1, 2, 7, 16, 33}) {
            Tensor weight = Tensor.of(Hostile.floats(random, size, 0), size);
            Tensor bias = Tensor.of(Hostile.floats(random, size, 0), size);
            float[] x = Hostile.floats(random, 3 * size, 0);
            float[] found = SingleLayer.run(new LayerNormSpec("norm", weight, bias, 1e-5f), 3, x);
            for (int row = 0; row < 3; row++) {
                float[] part = Arrays.copyOfRange(x, row * size, (row + 1) * size);
                double mean = mean(part, 0, 1);
                double deviation = Math.sqrt(mean(part, mean, 2) + 1e-5f);
                for (int i = 0; i < size; i++) {
                    double expected = (part[i] - mean) / deviation * weight.data()[i] + bias.data()[i];
                    assertEquals(expected, found[row * size + i], 1e-6 * Math.max(1, Math.abs(expected)));
                }
            }
        }
    }

    private static double mean(float[] x, double center, int power) {
        double sum = 0;
        for (float each : x) {
            sum += Math.pow(each - center, power);
        }
        return sum / x.length;
    }

    private static TemporalConv1dSpec causal() {
        SplittableRandom random = new SplittableRandom(1);
        return TemporalConv1dSpec.builder("conv", Tensor.of(Hostile.floats(random, 5 * 3 * 3, 0), 5, 3, 3))
                .dilation(2)
                .build();
    }

    @Test
    void aStreamsStateHasWhatTheKernelReachesBackTo() {
        Model model = Model.of(SingleLayer.of(causal()));
        Session session = model.newSession();
        float[] x = Hostile.floats(new SplittableRandom(2), 9 * 3, 0);
        float[] expected = session.run(Tensor.of(x, 9, 3)).data();
        State state = model.newState();
        float[] y = new float[5];
        for (int t = 0; t < 9; t++) {
            // Saved and restored in the middle, copied, and gone on with.
            state = t == 4 ? model.restoreState(state.toBytes()) : t == 6 ? state.copy() : state;
            session.step(Arrays.copyOfRange(x, t * 3, (t + 1) * 3), state, y);
            assertArrayEquals(Arrays.copyOfRange(expected, t * 5, (t + 1) * 5), y);
        }
        assertEquals(20 + 4 * (4 * 3), state.toBytes().length);
        state.reset();
        session.step(Arrays.copyOf(x, 3), state, y);
        assertArrayEquals(Arrays.copyOf(expected, 5), y);
    }

    @Test
    void aModelThatLooksAheadNeedsTheWholeSequence() {
        TemporalConv1dSpec ahead = TemporalConv1dSpec.builder("conv", Tensor.zeros(2, 3, 3))
                .lookAhead(1)
                .build();
        Model model = Model.of(SingleLayer.of(ahead));
        assertFalse(model.canStep());
        IllegalStateException refusal = assertThrows(IllegalStateException.class, model::newState);
        assertTrue(String.valueOf(refusal.getMessage()).contains("looks ahead"), refusal.getMessage());
    }

    @Test
    void whatIsRefused() {
        Tensor weight = Tensor.zeros(2, 3, 3);
        assertThrows(
                IllegalArgumentException.class,
                () -> TemporalConv1dSpec.builder("c", weight).dilation(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> TemporalConv1dSpec.builder("c", weight)
                        .dilation(2)
                        .lookAhead(5)
                        .build());
        assertThrows(
                IllegalArgumentException.class,
                () -> TemporalConv1dSpec.builder("c", Tensor.zeros(2, 3)).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> TemporalConv1dSpec.builder("c", weight)
                        .bias(Tensor.zeros(3))
                        .build());
        assertThrows(
                IllegalArgumentException.class,
                () -> TemporalConv1dSpec.builder("c", weight).dilation(1 << 29).build());
        assertThrows(IllegalArgumentException.class, () -> new LayerNormSpec("n", Tensor.zeros(2), null, Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> new LayerNormSpec("n", Tensor.zeros(2), Tensor.zeros(1), 0));
        RecurrentSpec rnn =
                RecurrentSpec.builder(CellKind.RNN_TANH, 1, 3).name("rnn").buildUntrained(new SplittableRandom(1));
        ModelSpec.Builder builder = ModelSpec.builder()
                .head(Head.LAST_STEP)
                .add(rnn)
                .add(TemporalConv1dSpec.builder("c", weight).build());
        assertThrows(IllegalArgumentException.class, builder::build);
    }
}
