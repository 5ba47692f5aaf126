package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations of elements as layers: their definitions, and the same bits everywhere. */
class ActivationLayerTest {
    private static final int ROWS = 7;
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 129};

    private static CellActivation activation(CellActivation.Function function) {
        return new CellActivation(function, function.hasAlpha() ? 0.3f : 0, function.hasBeta() ? 0.6f : 0);
    }

    @ParameterizedTest
    @EnumSource(CellActivation.Function.class)
    void followTheirDefinitions(CellActivation.Function function) {
        float[] x = Hostile.floats(Seeds.random(getClass()), ROWS * 33, 0);
        CellActivation activation = activation(function);
        float[] found = SingleLayer.run(ActivationSpec.of(activation, 33), ROWS, x);
        for (int i = 0; i < x.length; i++) {
            double expected = DoubleReference.activate(activation, x[i]);
            double tolerance = 1e-6 * Math.max(1, Math.abs(expected));
            assertEquals(expected, found[i], tolerance, activation.describe() + " of " + x[i]);
        }
    }

    /** Hostile numbers too, in steps, whole and in a batch. */
    @ParameterizedTest
    @EnumSource(CellActivation.Function.class)
    void haveTheSameBitsEverywhere(CellActivation.Function function) {
        SplittableRandom random = Seeds.random(getClass());
        for (int size : SIZES) {
            ModelSpec spec = SingleLayer.of(ActivationSpec.of(activation(function), size));
            float[] x = Hostile.floats(random, ROWS * size, 0.5);
            float[] expected = run(Model.of(spec, Backend.SCALAR), x);
            for (Backend backend : Backend.available()) {
                String what = spec.describe() + " of " + size + " on " + backend;
                Model model = Model.of(spec, backend);
                Bits.assertSame(what, expected, run(model, x));
                Tensor batch = Tensor.of(x, 1, ROWS, size);
                Bits.assertSame(
                        what + ", batch",
                        expected,
                        model.newSession().run(batch).data());
                float[] y = new float[x.length];
                Session session = model.newSession();
                State state = model.newState();
                for (int t = 0; t < ROWS; t++) {
                    session.step(x, t * size, state, y, t * size);
                }
                Bits.assertSame(what + ", steps", expected, y);
            }
        }
    }

    private static float[] run(Model model, float[] x) {
        float[] y = new float[x.length];
        model.newSession().run(x, ROWS, model.newState(), y);
        return y;
    }

    @Test
    void sayWhatTheyAre() {
        ActivationSpec leaky = ActivationSpec.of(new CellActivation(CellActivation.Function.LEAKY_RELU, 0.3f, 0), 5);
        assertEquals("LeakyReLU(0.3)", leaky.describe());
        assertEquals(ActivationSpec.Function.LEAKY_RELU, leaky.function());
        assertEquals(leaky, ActivationSpec.of(new CellActivation(CellActivation.Function.LEAKY_RELU, 0.3f, 0), 5));
        assertNotEquals(leaky, ActivationSpec.of(new CellActivation(CellActivation.Function.LEAKY_RELU, 0.2f, 0), 5));
        ActivationSpec hard =
                ActivationSpec.of(new CellActivation(CellActivation.Function.HARD_SIGMOID, 0.2f, 0.5f), 1);
        assertEquals("HardSigmoid(0.2, 0.5)", hard.describe());
        ActivationSpec softmax = new ActivationSpec(ActivationSpec.Function.SOFTMAX, 5);
        assertEquals("Softmax", softmax.describe());
        assertNull(softmax.ofElements());
        assertEquals(
                CellActivation.of(CellActivation.Function.TANH),
                new ActivationSpec(ActivationSpec.Function.TANH, 5).ofElements());
    }

    /** A state goes with the slope that it was computed with. */
    @Test
    void numbersTellModelsApart() {
        List<Long> fingerprints = new ArrayList<>();
        for (float slope : new float[] {0.1f, 0.3f}) {
            CellActivation leaky = new CellActivation(CellActivation.Function.LEAKY_RELU, slope, 0);
            fingerprints.add(Model.of(SingleLayer.of(ActivationSpec.of(leaky, 3)), Backend.SCALAR)
                    .fingerprint());
        }
        assertNotEquals(fingerprints.getFirst(), fingerprints.getLast());
    }

    @Test
    void refuseWhatDoesNotFit() {
        assertRefused(
                IllegalArgumentException.class,
                () -> new ActivationSpec(ActivationSpec.Function.LEAKY_RELU, 5),
                "LEAKY_RELU: expected alpha, found none; there is no default");
        assertRefused(
                IllegalArgumentException.class,
                () -> ActivationSpec.of(activation(CellActivation.Function.ELU), 0),
                "ELU: expected a size of at least 1, found 0");
        assertRefused(
                IllegalStateException.class,
                () -> ModelSpec.builder().activation(activation(CellActivation.Function.ELU)),
                "ELU: expected a layer before the activation");
    }
}
