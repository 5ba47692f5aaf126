package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models of other layers alone run in every way that models with a recurrent layer do, with the same bits. */
class WithoutRecurrentLayerTest {
    private static final int STEPS = 11;

    private static Tensor random(SplittableRandom random, int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        System.arraycopy(Hostile.floats(random, tensor.data().length, 0), 0, tensor.data(), 0, tensor.data().length);
        return tensor;
    }

    private static LinearSpec linear(SplittableRandom random, int in, int out) {
        return new LinearSpec("linear" + in, random(random, out, in), random(random, out));
    }

    private static List<ModelSpec> models(SplittableRandom random) {
        return List.of(
                ModelSpec.builder().add(linear(random, 5, 33)).build(),
                ModelSpec.builder()
                        .add(linear(random, 5, 17))
                        .activation(ActivationSpec.Function.TANH)
                        .add(linear(random, 17, 3))
                        .activation(ActivationSpec.Function.SOFTMAX)
                        .build(),
                ModelSpec.builder()
                        .add(TemporalConv1dSpec.builder("time", random(random, 4, 5, 3))
                                .bias(random(random, 4))
                                .dilation(2)
                                .build())
                        .activation(ActivationSpec.Function.RELU)
                        .add(linear(random, 4, 5))
                        .add(new SkipSpec(5))
                        .build());
    }

    @Test
    void everyWayOfRunning() {
        SplittableRandom random = Seeds.random(getClass());
        for (ModelSpec spec : models(random)) {
            float[] x = Hostile.floats(random, STEPS * 5, 0);
            float[] expected = Model.of(spec, Backend.SCALAR)
                    .newSession()
                    .run(Tensor.of(x, STEPS, 5))
                    .data();
            for (Backend backend : Backend.available()) {
                Session session = Model.of(spec, backend).newSession();
                String what = spec.describe() + " on " + backend;
                int size = spec.outputSize();
                Bits.assertSame(
                        what, expected, session.run(Tensor.of(x, STEPS, 5)).data());
                float[] found = new float[expected.length];
                State state = session.model().newState();
                for (int t = 0; t < 4; t++) {
                    session.step(x, t * 5, state, found, t * size);
                }
                state = session.model().restoreState(state.toBytes());
                session.run(x, 4 * 5, STEPS - 4, state, found, 4 * size);
                Bits.assertSame(what + ", step by step", expected, found);
            }
        }
    }

    @Test
    void aBatchWithLengths() {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec = models(random).get(1);
        Tensor input = Tensor.of(Hostile.floats(random, 4 * 3 * 5, 0), 4, 3, 5);
        Session session = Model.of(spec).newSession();
        float[] whole = session.run(input).data();
        float[] found = session.run(input, RunOptions.none().lengths(4, 1, 2)).data();
        for (int t = 0; t < 4; t++) {
            for (int row = 0; row < 3; row++) {
                boolean inside = t < (row == 0 ? 4 : row);
                for (int i = 0; i < 3; i++) {
                    int at = (t * 3 + row) * 3 + i;
                    assertEquals(inside ? whole[at] : 0f, found[at]);
                }
            }
        }
        assertEquals(List.of(), session.newStates(3));
    }

    @Test
    void tokensAlone() {
        EmbeddingSpec table = new EmbeddingSpec("table", random(new SplittableRandom(1), 4, 3));
        Session session = Model.of(SingleLayer.of(table)).newSession();
        float[] y = new float[3];
        session.step(2, session.model().newState(), y);
        assertArrayEquals(Arrays.copyOfRange(table.weight().data(), 6, 9), y);
    }

    @Test
    void nothingToRememberAndWarmAllTheSame() {
        Model model = Model.of(SingleLayer.of(linear(new SplittableRandom(1), 5, 33)));
        State state = model.newState();
        assertEquals(20, state.toBytes().length);
        assertRefused(IllegalArgumentException.class, () -> state.hidden(0), "of which the model has none");
        WarmUp.Outcome outcome = model.warmUp(Duration.ofMinutes(5)).outcome();
        assertTrue(outcome == WarmUp.Outcome.WARM || outcome == WarmUp.Outcome.SCALAR, outcome.toString());
    }
}
