package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** States that decay to subnormals: kept by default, zeros in a model that flushes, the same bits on every path. */
class SubnormalStatesTest {
    private static final int HIDDEN = 19;
    private static final int STEPS = 40;

    /** Lets nothing in, and keeps 3/4 of the cell state a step: from 1e-36 it is subnormal after 16 steps. */
    private static ModelSpec decaying() {
        float[] bias = new float[4 * HIDDEN];
        Arrays.fill(bias, 0, HIDDEN, -200f);
        Arrays.fill(bias, HIDDEN, 2 * HIDDEN, 1.1f);
        Map<String, Tensor> tensors = Map.of(
                "weight_ih_l0", Tensor.zeros(4 * HIDDEN, 1),
                "weight_hh_l0", Tensor.zeros(4 * HIDDEN, HIDDEN),
                "bias_ih_l0", Tensor.of(bias, 4 * HIDDEN),
                "bias_hh_l0", Tensor.zeros(4 * HIDDEN));
        return ModelSpec.ofStack(RecurrentSpec.builder(CellKind.LSTM, 1, HIDDEN).build(tensors), false);
    }

    private static State decayed(Model model) {
        float[] cell = new float[HIDDEN];
        Arrays.fill(cell, -1e-36f);
        State state = model.newState();
        state.setCell(0, cell);
        model.newSession().run(new float[STEPS], STEPS, state, new float[STEPS * HIDDEN]);
        return state;
    }

    @Test
    void keptByDefaultAndZeroWhenFlushed() {
        for (Backend backend : new Backend[] {Backend.SCALAR, Backend.AUTO}) {
            Model model = Model.of(decaying(), backend);
            float kept = decayed(model).cell(0)[HIDDEN - 1];
            assertTrue(kept < 0 && kept > -Float.MIN_NORMAL, () -> "expected a subnormal, found " + kept);
            State flushed = decayed(Model.builder(decaying())
                    .backend(backend)
                    .flushSubnormals(true)
                    .build());
            for (float value : flushed.cell(0)) {
                assertEquals(0, Math.abs(value));
            }
            for (float value : flushed.hidden(0)) {
                assertEquals(0, Math.abs(value));
            }
        }
    }

    /** Inputs so small that states come and go around the least normal number. */
    @Test
    void flushedBitsAreTheSameOnEveryPath() {
        SplittableRandom random = Seeds.random(getClass());
        for (CellKind kind : CellKind.values()) {
            int rows = kind.gates() * HIDDEN;
            Map<String, Tensor> tensors = Map.of(
                    "weight_ih_l0", Tensor.of(Hostile.floats(random, rows, 0), rows, 1),
                    "weight_hh_l0", Tensor.of(Hostile.floats(random, rows * HIDDEN, 0), rows, HIDDEN));
            ModelSpec spec = ModelSpec.ofStack(
                    RecurrentSpec.builder(kind, 1, HIDDEN).bias(false).build(tensors), false);
            float[] x = new float[STEPS];
            for (int t = 0; t < STEPS; t++) {
                x[t] = (float) (Float.MIN_NORMAL * random.nextDouble(-4, 4));
            }
            float[] expected = sequence(
                    Model.builder(spec)
                            .backend(Backend.SCALAR)
                            .flushSubnormals(true)
                            .build(),
                    x);
            Bits.assertSame(
                    kind + " sequence",
                    expected,
                    sequence(Model.builder(spec).flushSubnormals(true).build(), x));
            Bits.assertSame(
                    kind + " steps",
                    expected,
                    steps(Model.builder(spec).flushSubnormals(true).build(), x));
            for (float y : expected) {
                assertTrue(y == 0 || Math.abs(y) >= Float.MIN_NORMAL, () -> kind + ": subnormal " + y);
            }
        }
    }

    private static float[] sequence(Model model, float[] x) {
        float[] y = new float[STEPS * HIDDEN];
        model.newSession().run(x, STEPS, model.newState(), y);
        return y;
    }

    private static float[] steps(Model model, float[] x) {
        Session session = model.newSession();
        State state = model.newState();
        float[] y = new float[STEPS * HIDDEN];
        for (int t = 0; t < STEPS; t++) {
            session.step(x, t, state, y, t * HIDDEN);
        }
        return y;
    }
}
