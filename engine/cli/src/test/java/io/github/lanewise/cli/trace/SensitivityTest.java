package io.github.lanewise.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sensitivities, judged by finite differences of a stack in double precision. */
class SensitivityTest {
    private static final int STEPS = 12;
    private static final int FEATURES = 3;
    private static final double SMALL = 1e-5;

    private static RecurrentBuilder builder(CellKind kind) {
        return RecurrentSpec.builder(kind, FEATURES, 5);
    }

    private static RecurrentSpec build(RecurrentBuilder builder) {
        return builder.buildUntrained(new SplittableRandom(5));
    }

    static Stream<RecurrentSpec> stacks() {
        List<RecurrentBuilder> builders = new ArrayList<>();
        for (CellKind kind : CellKind.values()) {
            builders.add(builder(kind));
            builders.add(builder(kind).numLayers(2));
            builders.add(builder(kind).bidirectional(true));
            builders.add(builder(kind).numLayers(3).bidirectional(true));
            builders.add(builder(kind).reverse(true));
            builders.add(builder(kind).bias(false));
        }
        CellOptions resetFirst = CellOptions.of(CellKind.GRU).withLinearBeforeReset(false);
        builders.add(builder(CellKind.GRU).options(resetFirst));
        builders.add(builder(CellKind.GRU).options(resetFirst).numLayers(2).bidirectional(true));
        builders.add(builder(CellKind.LSTM).projSize(2).numLayers(2).bidirectional(true));
        return builders.stream().map(SensitivityTest::build);
    }

    private static Tensor input(int steps, int features) {
        Tensor input = Tensor.zeros(steps, features);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) (4 * random.nextDouble() - 2);
        }
        return input;
    }

    private static Recording record(RecurrentSpec stack, Tensor input) {
        return Recording.of(Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR), input, null, null);
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void agreeWithFiniteDifferences(RecurrentSpec stack) {
        Tensor input = input(STEPS, FEATURES);
        List<LayerTrace> recorded = record(stack, input).stacks().getFirst();
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            for (int step : new int[] {STEPS - 1, 4}) {
                Sensitivity sensitivity = Sensitivity.of(recorded, layer, step);
                assertTrue(sensitivity.exact());
                double[] expected = differences(stack, input, layer, step);
                for (int s = 0; s < STEPS; s++) {
                    String where = stack.describe() + " layer " + layer + ": h at " + step + ", x at " + s;
                    assertEquals(expected[s], sensitivity.norms()[s], 1e-3 * expected[s] + 1e-12, where);
                }
            }
        }
    }

    private static double[] differences(RecurrentSpec stack, Tensor input, int layer, int step) {
        double[][] x = new double[STEPS][FEATURES];
        for (int i = 0; i < STEPS * FEATURES; i++) {
            x[i / FEATURES][i % FEATURES] = input.data()[i];
        }
        DoubleStack reference = new DoubleStack(stack);
        double[] norms = new double[STEPS];
        for (int s = 0; s < STEPS; s++) {
            double squares = 0;
            for (int k = 0; k < FEATURES; k++) {
                double middle = x[s][k];
                x[s][k] = middle + SMALL;
                double[] above = reference.output(x, layer)[step];
                x[s][k] = middle - SMALL;
                double[] below = reference.output(x, layer)[step];
                x[s][k] = middle;
                for (int unit = 0; unit < above.length; unit++) {
                    double slope = (above[unit] - below[unit]) / (2 * SMALL);
                    squares += slope * slope;
                }
            }
            norms[s] = Math.sqrt(squares);
        }
        return norms;
    }

    /** What comes later in a layer's direction has no part in a state. */
    @Test
    void nothingOfTheFutureIsInAState() {
        double[] forward = Sensitivity.of(
                        record(build(builder(CellKind.LSTM)), input(STEPS, FEATURES))
                                .stacks()
                                .getFirst(),
                        0,
                        4)
                .norms();
        RecurrentSpec reversed = build(builder(CellKind.GRU).reverse(true));
        double[] reverse = Sensitivity.of(
                        record(reversed, input(STEPS, FEATURES)).stacks().getFirst(), 0, 4)
                .norms();
        for (int s = 0; s < STEPS; s++) {
            assertEquals(s <= 4, forward[s] > 0, "forward, step " + s);
            assertEquals(s >= 4, reverse[s] > 0, "reverse, step " + s);
        }
    }

    /** Few vectors of random signs come as near as they promise: the standard error is a quarter, and five of it is the bound. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void estimatesAreNearTheNorms(CellKind kind) {
        RecurrentSpec stack = RecurrentSpec.builder(kind, FEATURES, 40).buildUntrained(new SplittableRandom(5));
        List<LayerTrace> recorded =
                record(stack, input(STEPS, FEATURES)).stacks().getFirst();
        Sensitivity exact = Sensitivity.of(recorded, 0, STEPS - 1);
        Sensitivity estimate = Sensitivity.of(recorded, 0, STEPS - 1, 1);
        assertTrue(exact.exact());
        assertFalse(estimate.exact());
        assertEquals(Sensitivity.FEWEST_VECTORS, estimate.vectors());
        assertTrue(estimate.describe().contains("8 vectors of random signs"), estimate.describe());
        for (int s = 0; s < STEPS; s++) {
            double ratio = estimate.norms()[s] * estimate.norms()[s] / (exact.norms()[s] * exact.norms()[s]);
            assertEquals(1, ratio, 1.0, kind + ", step " + s);
        }
    }

    /** A thousandth is left of each step: far below the square root of the least double, and still a norm. */
    @Test
    void smallNormsDoNotUnderflow() {
        RecurrentSpec stack = build(RecurrentSpec.builder(CellKind.RNN_TANH, FEATURES, 5));
        for (CellWeights weights : stack.weights()) {
            for (int i = 0; i < 25; i++) {
                weights.weightHh().data()[i] = i % 6 == 0 ? 1e-3f : 0;
            }
        }
        double[] norms = Sensitivity.of(
                        record(stack, Tensor.zeros(100, FEATURES)).stacks().getFirst(), 0, 99)
                .norms();
        assertEquals(1e-3, norms[8] / norms[9], 5e-4);
        assertTrue(norms[5] > 0 && norms[5] < 1e-250, "norm " + norms[5]);
    }

    @Test
    void whatIsNoNumberIsNoZero() {
        Tensor input = input(STEPS, FEATURES);
        input.data()[FEATURES * 6] = Float.NaN;
        List<LayerTrace> recorded =
                record(build(builder(CellKind.LSTM)), input).stacks().getFirst();
        assertTrue(Double.isNaN(Sensitivity.of(recorded, 0, STEPS - 1).norms()[3]));
        assertTrue(Sensitivity.of(recorded, 0, 5).norms()[3] > 0);
    }

    @Test
    void otherEquationsAreRefusedByName() {
        RecurrentSpec peepholes = build(builder(CellKind.LSTM).peepholes(true));
        RecurrentSpec clipped =
                build(builder(CellKind.GRU).options(CellOptions.of(CellKind.GRU).withClip(1)));
        for (RecurrentSpec stack : List.of(peepholes, clipped)) {
            List<LayerTrace> recorded =
                    record(stack, input(STEPS, FEATURES)).stacks().getFirst();
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> Sensitivity.of(recorded, 0, 0));
            assertTrue(String.valueOf(refusal.getMessage()).contains(stack.describe()), refusal.getMessage());
        }
    }
}
