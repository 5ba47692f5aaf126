package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.lanewise.kernel.VectorAvailability;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first law: the same bits from every backend and vector width, and from every way of calling. Random models and
 * inputs, ordinary and hostile.
 */
@Tag("bits")
class OneAnswerTest {
    /** Fewer where an fma is a subroutine, as on JVMs told to do without AVX: there it takes a hundred times longer. */
    private static final int ROUNDS = VectorAvailability.unwise() == null ? 12 : 3;

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void stacks(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            RecurrentSpec stack = RandomModels.stack(random, kind, RandomModels.size(random), true);
            int batch = 1 + random.nextInt(6);
            int steps = 1 + random.nextInt(20);
            int[] lengths = random.nextBoolean() ? RandomModels.lengths(random, batch, steps) : null;
            StackCase test = StackCase.random(random, stack, batch, steps, lengths);
            @Nullable LstmOutput expected = null;
            for (Backend backend : Backend.available()) {
                LstmOutput found = test.run(backend);
                if (expected == null) {
                    expected = found;
                }
                test.assertSame(stack.describe() + " on " + backend, expected, found);
                test.assertRowsAlone(backend, found);
            }
        }
    }

    @Test
    void wholeModelsStepByStepInChunksAndInBatches() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < 2 * ROUNDS; round++) {
            ModelSpec spec = RandomModels.model(random, false);
            int steps = 1 + random.nextInt(30);
            float[] x = RandomModels.input(random, spec, steps, round % 3 == 0 ? 0.02 : 0);
            float @Nullable [] expected = null;
            byte @Nullable [] expectedState = null;
            int chunk = 1 + random.nextInt(steps);
            for (Backend backend : Backend.available()) {
                Session session = Model.of(spec, backend).newSession();
                State state = session.model().newState();
                float[] found = stepByStep(session, state, x, steps);
                String what = spec.describe() + " on " + backend + ", " + steps + " steps";
                if (expected == null || expectedState == null) {
                    expected = found;
                    expectedState = state.toBytes();
                }
                Bits.assertSame(what, expected, found);
                assertArrayEquals(expectedState, state.toBytes(), what);
                assertWhole(what, session, x, steps, expected, expectedState);
                assertChunks(what + " by " + chunk, session, x, steps, chunk, expected, expectedState);
                assertBatch(what, session, x, steps, expected);
            }
        }
    }

    private static float[] stepByStep(Session session, State state, float[] x, int steps) {
        int in = session.model().inputSize();
        int out = session.model().outputSize();
        float[] y = new float[steps * out];
        for (int t = 0; t < steps; t++) {
            session.step(x, t * in, state, y, t * out);
        }
        return y;
    }

    /** What a run over steps from to to returns, picked from the outputs of every step. */
    private static float[] headRows(Session session, float[] everyStep, int from, int to) {
        int out = session.model().outputSize();
        int first = session.model().spec().head() == Head.EVERY_STEP ? from : to - 1;
        return Arrays.copyOfRange(everyStep, first * out, to * out);
    }

    private static void assertWhole(
            String what, Session session, float[] x, int steps, float[] everyStep, byte[] expectedState) {
        assertChunks(what + " as a whole", session, x, steps, steps, everyStep, expectedState);
    }

    private static void assertChunks(
            String what, Session session, float[] x, int steps, int chunk, float[] everyStep, byte[] expectedState) {
        int in = session.model().inputSize();
        State state = session.model().newState();
        for (int from = 0; from < steps; from += chunk) {
            int to = Math.min(steps, from + chunk);
            float[] expected = headRows(session, everyStep, from, to);
            float[] found = new float[expected.length];
            session.run(Arrays.copyOfRange(x, from * in, to * in), to - from, state, found);
            Bits.assertSame(what + ", steps " + from + " to " + to, expected, found);
        }
        assertArrayEquals(expectedState, state.toBytes(), what);
    }

    /** The stream as row 1 of a batch of three of different lengths. */
    private static void assertBatch(String what, Session session, float[] x, int steps, float[] everyStep) {
        int in = session.model().inputSize();
        boolean batchFirst = session.model().spec().batchOrder() == BatchOrder.BATCH_FIRST;
        float[] data = new float[3 * steps * in];
        for (int row = 0; row < 3; row++) {
            for (int t = 0; t < steps; t++) {
                int to = batchFirst ? row * steps + t : t * 3 + row;
                System.arraycopy(x, t * in, data, to * in, in);
            }
        }
        Tensor input = batchFirst ? Tensor.of(data, 3, steps, in) : Tensor.of(data, steps, 3, in);
        float[] output = session.run(input, RunOptions.none().lengths(new int[] {1, steps, (steps + 1) / 2}))
                .data();
        float[] expected = headRows(session, everyStep, 0, steps);
        int out = session.model().outputSize();
        float[] found = new float[expected.length];
        for (int t = 0; t < found.length / out; t++) {
            boolean everyRow = session.model().spec().head() == Head.EVERY_STEP;
            int from = !everyRow ? 1 : batchFirst ? steps + t : t * 3 + 1;
            System.arraycopy(output, from * out, found, t * out, out);
        }
        Bits.assertSame(what + " in a batch", expected, found);
    }

    /** Bidirectional models cannot step, but a batch has to be its rows. */
    @Test
    void bidirectionalModels() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            ModelSpec spec = RandomModels.model(random, true);
            int steps = 1 + random.nextInt(12);
            int batch = 1 + random.nextInt(4);
            float[] x = RandomModels.input(random, spec, steps * batch, 0);
            int in = spec.inputSize();
            Tensor input = spec.batchOrder() == BatchOrder.BATCH_FIRST
                    ? Tensor.of(x, batch, steps, in)
                    : Tensor.of(x, steps, batch, in);
            int[] lengths = RandomModels.lengths(random, batch, steps);
            float @Nullable [] expected = null;
            for (Backend backend : Backend.available()) {
                float[] found = Model.of(spec, backend)
                        .newSession()
                        .run(input, RunOptions.none().lengths(lengths))
                        .data();
                expected = expected == null ? found : expected;
                Bits.assertSame(spec.describe() + " on " + backend, expected, found);
            }
        }
    }

    /** Blocks of time steps are bounded, so a long sequence goes through several; so do the gates computed ahead. */
    @Test
    void longSequencesCrossTheBlocks() {
        if (VectorAvailability.unwise() != null) {
            return; // scalar code as elsewhere; with fma as a subroutine 40 s of it
        }
        SplittableRandom random = Seeds.random(getClass());
        for (boolean bidirectional : new boolean[] {false, true}) {
            RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, 5)
                    .numLayers(2)
                    .bidirectional(bidirectional)
                    .buildUntrained(random);
            int steps = 9_000;
            StackCase test = StackCase.random(random, stack, 2, steps, new int[] {steps, 4_321});
            LstmOutput expected = test.run(Backend.SCALAR);
            test.assertSame("vector", expected, test.run(Backend.VECTOR));
            test.assertRowsAlone(Backend.SCALAR, expected);
        }
    }
}
