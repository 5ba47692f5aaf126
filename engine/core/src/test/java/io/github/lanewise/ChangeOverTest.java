package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model that changes over from scalar to vector code in the middle of a stream, a sequence or a batch answers what it would
 * have answered without: the same bits as scalar code alone and as vector code alone. The tests say when it changes.
 */
class ChangeOverTest {
    private static final int ROUNDS = 8;

    /** Widths that this JVM has; on one without fused multiply-add of vectors they are slow, and right. */
    private static final List<Integer> WIDTHS = VectorWidths.widths();

    @Test
    void betweenTheStepsOfAStream() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            ModelSpec spec = RandomModels.model(random, false);
            int steps = 2 + random.nextInt(30);
            float[] x = RandomModels.input(random, spec, steps, round % 3 == 0 ? 0.02 : 0);
            int change = random.nextInt(steps);
            State expectedState = Model.of(spec, Backend.SCALAR).newState();
            float[] expected = steps(Model.of(spec, Backend.SCALAR), expectedState, x, -1, 0);
            for (int bits : WIDTHS) {
                String what = spec.describe() + ", change to " + bits + " bits before step " + change;
                Model model = Model.paused(spec, 1);
                State state = model.newState();
                Bits.assertSame(what, expected, steps(model, state, x, change, bits));
                assertArrayEquals(expectedState.toBytes(), state.toBytes(), what);
                Model vector = Model.of(spec, Backend.valueOf("VECTOR_" + bits));
                Bits.assertSame("vector code alone", expected, steps(vector, vector.newState(), x, -1, 0));
            }
        }
    }

    private static float[] steps(Model model, State state, float[] x, int change, int bits) {
        Session session = model.newSession();
        int in = model.inputSize();
        int out = model.outputSize();
        int steps = x.length / in;
        float[] y = new float[steps * out];
        for (int t = 0; t < steps; t++) {
            if (t == change) {
                model.changeOver(bits);
            }
            session.step(x, t * in, state, y, t * out);
        }
        return y;
    }

    @Test
    void betweenTheChunksOfASequence() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            ModelSpec spec = RandomModels.model(random, false);
            int chunk = 1 + random.nextInt(9);
            int chunks = 2 + random.nextInt(4);
            float[] x = RandomModels.input(random, spec, chunk * chunks, 0);
            int change = random.nextInt(chunks);
            State expectedState = Model.of(spec, Backend.SCALAR).newState();
            float[] expected = chunks(Model.of(spec, Backend.SCALAR), expectedState, x, chunk, -1, 0);
            for (int bits : WIDTHS) {
                String what = spec.describe() + ", change to " + bits + " bits before chunk " + change;
                Model model = Model.paused(spec, 1);
                State state = model.newState();
                Bits.assertSame(what, expected, chunks(model, state, x, chunk, change, bits));
                assertArrayEquals(expectedState.toBytes(), state.toBytes(), what);
            }
        }
    }

    private static float[] chunks(Model model, State state, float[] x, int chunk, int change, int bits) {
        Session session = model.newSession();
        int in = model.inputSize();
        int rows = model.spec().head() == Head.EVERY_STEP ? chunk : 1;
        int chunks = x.length / in / chunk;
        float[] y = new float[chunks * rows * model.outputSize()];
        float[] part = new float[rows * model.outputSize()];
        for (int i = 0; i < chunks; i++) {
            if (i == change) {
                model.changeOver(bits);
            }
            session.run(Arrays.copyOfRange(x, i * chunk * in, (i + 1) * chunk * in), chunk, state, part);
            System.arraycopy(part, 0, y, i * part.length, part.length);
        }
        return y;
    }

    /** The trace tells the test of each step, so the model changes over within the run, at a step that was drawn. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void insideOfABatch(boolean mayNeedAll) {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            ModelSpec spec = RandomModels.model(random, mayNeedAll);
            int steps = 1 + random.nextInt(12);
            int batch = 1 + random.nextInt(6);
            float[] x = RandomModels.input(random, spec, steps * batch, 0);
            Tensor input = spec.batchOrder() == BatchOrder.BATCH_FIRST
                    ? Tensor.of(x, batch, steps, spec.inputSize())
                    : Tensor.of(x, steps, batch, spec.inputSize());
            int[] lengths = RandomModels.lengths(random, batch, steps);
            int change = random.nextInt(steps);
            Tensor expected = Model.of(spec, Backend.SCALAR)
                    .newSession()
                    .run(input, RunOptions.none().lengths(lengths));
            for (int bits : WIDTHS) {
                String what = spec.describe() + ", change to " + bits + " bits inside";
                Model model = Model.paused(spec, 1);
                Session session = model.newSession();
                session.trace(new At(change, () -> model.changeOver(bits)));
                Bits.assertSame(
                        what,
                        expected.data(),
                        session.run(input, RunOptions.none().lengths(lengths)).data());
                session.trace(null);
                Bits.assertSame(
                        what + ", after",
                        expected.data(),
                        session.run(input, RunOptions.none().lengths(lengths)).data());
            }
        }
    }

    /** A sequence of several blocks of time steps, so that the run goes on with other kernels than it began with. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void betweenTheBlocksOfALongSequence(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        RecurrentSpec stack =
                RecurrentSpec.builder(kind, 3, 5).numLayers(2).name("stack").buildUntrained(random);
        ModelSpec spec = ModelSpec.builder()
                .add(stack)
                .add(new LinearSpec("head", Tensor.of(Hostile.floats(random, 10, 0), 2, 5), null))
                .build();
        int steps = 9_000;
        Tensor input = Tensor.of(Hostile.floats(random, 2 * steps * 3, 0), steps, 2, 3);
        int[] lengths = {4_321, steps};
        Tensor expected = Model.of(spec, Backend.SCALAR)
                .newSession()
                .run(input, RunOptions.none().lengths(lengths));
        for (int bits : WIDTHS) {
            Model model = Model.paused(spec, 1);
            Session session = model.newSession();
            int change = random.nextInt(steps - 2_000);
            session.trace(new At(change, () -> model.changeOver(bits)));
            Bits.assertSame(
                    kind + ", change to " + bits + " bits at step " + change,
                    expected.data(),
                    session.run(input, RunOptions.none().lengths(lengths)).data());
        }
    }

    /** Stacks with their own initial and final states. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void betweenTheRunsOfAStack(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            RecurrentSpec stack = RandomModels.stack(random, kind, RandomModels.size(random), true);
            int batch = 1 + random.nextInt(4);
            int steps = 1 + random.nextInt(9);
            StackCase test = StackCase.random(random, stack, batch, steps, RandomModels.lengths(random, batch, steps));
            LstmOutput expected = test.run(Backend.SCALAR);
            for (int bits : WIDTHS) {
                Model model = Model.paused(ModelSpec.ofStack(stack, false), 1);
                test.assertSame(stack.describe() + " before", expected, test.run(model));
                model.changeOver(bits);
                test.assertSame(stack.describe() + " on " + bits + " bits", expected, test.run(model));
            }
        }
    }

    /** Threads of a team work on what the caller's network has; the change is between two calls for them too. */
    @Test
    void ofAModelWithThreads() {
        SplittableRandom random = Seeds.random(getClass());
        for (boolean bidirectional : new boolean[] {false, true}) {
            RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 32, 91)
                    .bidirectional(bidirectional)
                    .buildUntrained(random);
            ModelSpec spec = ModelSpec.ofStack(stack, false);
            Tensor input = Tensor.of(Hostile.floats(random, 40 * 5 * 32, 0), 40, 5, 32);
            Tensor expected = Model.of(spec, Backend.SCALAR).newSession().run(input);
            for (int bits : WIDTHS) {
                try (Model model = Model.paused(spec, 3)) {
                    Session session = model.newSession();
                    List<float[]> found = new ArrayList<>();
                    for (int call = 0; call < 6; call++) {
                        if (call == 2) {
                            model.changeOver(bits);
                        }
                        found.add(session.run(input).data());
                    }
                    for (float[] output : found) {
                        Bits.assertSame("3 threads, " + bits + " bits", expected.data(), output);
                    }
                }
            }
        }
    }

    @Test
    void theModelSaysWhatComputes() {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec =
                ModelSpec.ofStack(RecurrentSpec.builder(CellKind.GRU, 3, 21).buildUntrained(random), false);
        Model model = Model.paused(spec, 1);
        assertEquals(Backend.SCALAR, model.backend());
        assertEquals("scalar, until vector code is warm", model.describeBackend());
        model.changeOver(VectorWidths.preferredBits());
        assertEquals(Backend.VECTOR, model.backend());
        assertEquals(Backend.VECTOR.describe(), model.describeBackend());
    }

    /** Acts once, at the n-th time that it hears of a step. */
    private static final class At implements GateListener {
        private final Runnable action;
        private int left;

        At(int calls, Runnable action) {
            left = calls;
            this.action = action;
        }

        @Override
        public void onStep(GateTrace trace) {
            if (left-- == 0) {
                action.run();
            }
        }
    }
}
