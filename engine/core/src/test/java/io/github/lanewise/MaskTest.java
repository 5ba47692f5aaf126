package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that are kept, and multiplied with what layers make of them: the same bits in every way of calling. */
class MaskTest {
    private static final int INPUTS = 3;
    private static final int FEATURES = 21;
    private static final int OUTPUTS = 4;
    private static final int STEPS = 50;

    private static final SplittableRandom WEIGHTS = new SplittableRandom(16);
    private static final LinearSpec ENCODER = new LinearSpec("encoder", numbers(FEATURES, INPUTS), null);
    private static final RecurrentSpec STACK =
            RecurrentSpec.builder(CellKind.LSTM, FEATURES, 7).name("lstm").buildUntrained(WEIGHTS);
    private static final LinearSpec SPREAD = new LinearSpec("spread", numbers(FEATURES, 7), null);
    private static final ActivationSpec SIGMOID = new ActivationSpec(ActivationSpec.Function.SIGMOID, FEATURES);
    private static final RecurrentSpec DECODER = RecurrentSpec.builder(CellKind.GRU, FEATURES, OUTPUTS)
            .name("decoder")
            .buildUntrained(WEIGHTS);

    private static Tensor numbers(int... shape) {
        return Tensor.of(Hostile.floats(WEIGHTS, Arrays.stream(shape).reduce(1, (a, b) -> a * b), 0), shape);
    }

    private static ModelSpec masked() {
        return ModelSpec.builder()
                .addAll(List.of(
                        ENCODER, new KeepSpec(FEATURES), STACK, SPREAD, SIGMOID, new MaskSpec(FEATURES), DECODER))
                .batchFirst(true)
                .build();
    }

    /** Encoder, mask and decoder as models of their own, and the product between them here. */
    private static float[] inParts(float[] x) {
        float[] encoded = run(ModelSpec.builder().add(ENCODER).build(), x);
        float[] mask =
                run(ModelSpec.builder().addAll(List.of(STACK, SPREAD, SIGMOID)).build(), encoded);
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] *= mask[i];
        }
        return run(ModelSpec.builder().add(DECODER).build(), encoded);
    }

    private static float[] run(ModelSpec spec, float[] x) {
        Model model = Model.of(spec, Backend.SCALAR);
        int steps = x.length / model.inputSize();
        float[] y = new float[steps * model.outputSize()];
        model.newSession().run(x, steps, model.newState(), y);
        return y;
    }

    static List<Backend> backends() {
        return Backend.available();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void isTheProductInEveryWayOfCalling(Backend backend) {
        float[] x = Hostile.floats(new SplittableRandom(6), STEPS * INPUTS, 0);
        float[] expected = inParts(x);
        Model model = Model.of(masked(), backend);
        Session session = model.newSession();
        float[] found = new float[expected.length];
        session.run(x, STEPS, model.newState(), found);
        assertArrayEquals(expected, found, "whole");

        Arrays.fill(found, 0);
        State state = model.newState();
        for (int t = 0; t < STEPS; t++) {
            session.step(x, t * INPUTS, state, found, t * OUTPUTS);
        }
        assertArrayEquals(expected, found, "step by step");

        Arrays.fill(found, 0);
        State chunked = model.newState();
        for (int t = 0; t < STEPS; t += 7) {
            session.run(x, t * INPUTS, Math.min(7, STEPS - t), chunked, found, t * OUTPUTS);
        }
        assertArrayEquals(expected, found, "in chunks");

        // A window of two steps, which advances several states from one row.
        SlidingWindow window = model.newWindow(2);
        float[] last = new float[OUTPUTS];
        for (int t = 0; t < 5; t++) {
            window.push(x, t * INPUTS, last, 0);
        }
        float[] seen = inParts(Arrays.copyOfRange(x, 3 * INPUTS, 5 * INPUTS));
        assertArrayEquals(Arrays.copyOfRange(seen, OUTPUTS, 2 * OUTPUTS), last, "window");
    }

    @ParameterizedTest
    @MethodSource("backends")
    void batchesWithLengths(Backend backend) {
        int[] lengths = {4, 6, 1, 5};
        Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(8), 4 * 6 * INPUTS, 0), 4, 6, INPUTS);
        float[] found = Model.of(masked(), backend)
                .newSession()
                .run(input, RunOptions.none().lengths(lengths))
                .data();
        for (int row = 0; row < lengths.length; row++) {
            int from = row * 6;
            float[] own = Arrays.copyOfRange(input.data(), from * INPUTS, (from + lengths[row]) * INPUTS);
            float[] expected = Arrays.copyOf(inParts(own), 6 * OUTPUTS);
            assertArrayEquals(expected, Arrays.copyOfRange(found, from * OUTPUTS, (from + 6) * OUTPUTS));
        }
    }

    @Test
    void refusesAMaskOfNothing() {
        KeepSpec keep = new KeepSpec(FEATURES);
        MaskSpec mask = new MaskSpec(FEATURES);
        assertEquals(
                "layer 1, Mask(21): expected a keep of 21 features before it, found none",
                refusal(ModelSpec.builder().add(ENCODER).add(mask)));
        assertEquals(
                "layer 3, Mask(7): expected a keep of 7 features before it, found Keep(21)",
                refusal(ModelSpec.builder().add(ENCODER).add(keep).add(STACK).add(new MaskSpec(7))));
        assertEquals(
                "layer 2, Keep(21): expected a mask behind each keep before the next one, found none",
                refusal(ModelSpec.builder().add(ENCODER).add(keep).add(keep)));
        assertEquals(
                "layer 3, Mask(21): expected a keep of 21 features before it, found none",
                refusal(ModelSpec.builder().add(ENCODER).add(keep).add(mask).add(mask)));
        assertEquals(
                "layer 0, Keep(21): expected a model without a repeat, with the head EVERY_STEP, found head LAST_STEP of"
                        + " [Keep(21), " + STACK.describe() + "]",
                refusal(ModelSpec.builder().add(keep).add(STACK).head(Head.LAST_STEP)));
        assertThrows(IllegalArgumentException.class, () -> new KeepSpec(0));
        assertThrows(IllegalArgumentException.class, () -> new MaskSpec(0));
    }

    private static String refusal(ModelSpec.Builder builder) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }
}
