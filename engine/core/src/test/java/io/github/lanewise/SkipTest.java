package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A skip connection: the model's input is added to its output, with the same bits in every way of calling. */
class SkipTest {
    private static final int INPUTS = 3;
    private static final int OUTPUTS = 2;

    private static ModelSpec.Builder model(boolean batchFirst) {
        SplittableRandom random = new SplittableRandom(5);
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, INPUTS, 7)
                        .name("lstm")
                        .buildUntrained(random))
                .add(new LinearSpec("lin", Tensor.of(Hostile.floats(random, OUTPUTS * 7, 0), OUTPUTS, 7), null))
                .batchFirst(batchFirst);
    }

    private static ModelSpec skipping(boolean batchFirst) {
        return model(batchFirst).add(new SkipSpec(OUTPUTS)).build();
    }

    static List<Backend> backends() {
        return Backend.available();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void addsTheInputInEveryWayOfCalling(Backend backend) {
        int steps = 50;
        float[] x = Hostile.floats(new SplittableRandom(6), steps * INPUTS, 0);
        float[] expected = new float[steps * OUTPUTS];
        Model plain = Model.of(model(false).build(), Backend.SCALAR);
        plain.newSession().run(x, steps, plain.newState(), expected);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += x[i / OUTPUTS * INPUTS + i % OUTPUTS];
        }

        Model model = Model.of(skipping(false), backend);
        float[] whole = new float[expected.length];
        model.newSession().run(x, steps, model.newState(), whole);
        assertArrayEquals(expected, whole);

        State state = model.newState();
        Session session = model.newSession();
        float[] stepped = new float[expected.length];
        for (int t = 0; t < steps; t++) {
            session.step(x, t * INPUTS, state, stepped, t * OUTPUTS);
        }
        assertArrayEquals(expected, stepped);
    }

    @Test
    void theOutputMayTakeTheInputsPlace() {
        Model model = Model.of(skipping(false));
        float[] x = {0.5f, -1, 2};
        float[] y = new float[OUTPUTS];
        model.newSession().step(x, model.newState(), y);
        model.newSession().step(x, model.newState(), x);
        assertArrayEquals(y, Arrays.copyOf(x, OUTPUTS));
    }

    @Test
    void batchesWithLengths() {
        int[] lengths = {4, 6, 1};
        Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(8), 3 * 6 * INPUTS, 0), 3, 6, INPUTS);
        Tensor plain = Model.of(model(true).build())
                .newSession()
                .run(input, RunOptions.none().lengths(lengths));
        Tensor found = Model.of(skipping(true))
                .newSession()
                .run(input, RunOptions.none().lengths(lengths));
        for (int row = 0; row < 3; row++) {
            for (int t = 0; t < 6; t++) {
                for (int i = 0; i < OUTPUTS; i++) {
                    int at = (row * 6 + t) * OUTPUTS + i;
                    float added = t < lengths[row] ? input.data()[(row * 6 + t) * INPUTS + i] : 0;
                    assertEquals(plain.data()[at] + added, found.data()[at]);
                }
            }
        }
    }

    @Test
    void notANumberHasOneForm() {
        Model model = Model.of(skipping(false));
        float[] y = new float[OUTPUTS];
        float payload = Float.intBitsToFloat(0x7fc01234);
        model.newSession().step(new float[] {payload, 0, 0}, model.newState(), y);
        assertEquals(Float.floatToRawIntBits(Float.NaN), Float.floatToRawIntBits(y[0]));
    }

    @Test
    void refusesWhereThereIsNothingToAdd() {
        assertTrue(refusal(model(false).add(new SkipSpec(OUTPUTS)).head(Head.LAST_STEP))
                .contains("head LAST_STEP"));
        LinearSpec behind = new LinearSpec("behind", Tensor.zeros(1, OUTPUTS), null);
        assertTrue(refusal(model(false).add(new SkipSpec(OUTPUTS)).add(behind)).contains("1 layers behind"));
        SplittableRandom random = new SplittableRandom(1);
        RecurrentSpec gru =
                RecurrentSpec.builder(CellKind.GRU, 1, 3).name("gru").buildUntrained(random);
        assertTrue(refusal(ModelSpec.builder().add(gru).add(new SkipSpec(3))).contains("as many input features"));
        EmbeddingSpec tokens = new EmbeddingSpec("tokens", Tensor.zeros(4, 1));
        LinearSpec one = new LinearSpec("one", Tensor.zeros(1, 3), null);
        assertTrue(refusal(ModelSpec.builder().add(tokens).add(gru).add(one).add(new SkipSpec(1)))
                .contains("no tokens"));
        assertThrows(IllegalArgumentException.class, () -> new SkipSpec(0));
    }

    private static String refusal(ModelSpec.Builder builder) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }
}
