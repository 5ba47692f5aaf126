package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.kernel.VectorAvailability;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A window's answer is what the model says of its rows, run whole from the initial state. */
class SlidingWindowTest {
    private static final int ROUNDS = VectorAvailability.unwise() == null ? 24 : 3;

    /** The last row of output for each window, computed whole. */
    private static float[][] whole(Model model, float[] x, int rows, int steps) {
        Session session = model.newSession();
        int in = model.inputSize();
        int out = model.outputSize();
        float[][] answers = new float[rows][];
        for (int last = 0; last < rows; last++) {
            int first = Math.max(0, last - steps + 1);
            int seen = last - first + 1;
            float[] y = new float[model.spec().outputRows(seen) * out];
            session.run(x, first * in, seen, model.newState(), y, 0);
            answers[last] = Arrays.copyOfRange(y, y.length - out, y.length);
        }
        return answers;
    }

    private static void assertAnswers(SlidingWindow window, Model model, float[] x, int from, float[][] expected) {
        float[] y = new float[2 + model.outputSize()];
        for (int row = 0; row < expected.length; row++) {
            int at = (from + row) * model.inputSize();
            int seen = row % 3 == 0 ? window.answer(x, at, y, 2) : window.push(x, at, y, 2);
            if (row % 6 == 0) {
                window.advance();
            }
            String what = model + ", window of " + window.steps() + ", row " + row;
            assertEquals(Math.min(row + 1, window.steps()), seen, what);
            Bits.assertSame(what, expected[row], Arrays.copyOfRange(y, 2, y.length));
        }
    }

    @Tag("bits")
    @Test
    void anyWindowIsItsRowsRunWhole() {
        SplittableRandom random = Seeds.random(getClass());
        int[] lengths = {1, 2, 3, 5, 8, 30, 200};
        int rows = 20;
        for (int round = 0; round < ROUNDS; round++) {
            ModelSpec spec = RandomModels.model(random, false);
            int steps = lengths[round % lengths.length];
            float[] x = RandomModels.input(random, spec, rows, round % 4 == 0 ? 0.02 : 0);
            float[][] expected = whole(Model.of(spec, Backend.SCALAR), x, rows, steps);
            for (Backend backend : Backend.available()) {
                Model model = Model.of(spec, backend);
                SlidingWindow window = model.newWindow(steps);
                assertAnswers(window, model, x, 0, expected);
                window.reset();
                assertAnswers(window, model, x, 0, expected);
            }
        }
    }

    /** Large enough for threads to share the work, and more states than advance together. */
    @Test
    void largerModels() {
        SplittableRandom random = Seeds.random(getClass());
        int rows = 133;
        for (CellKind kind : CellKind.values()) {
            ModelSpec spec = ModelSpec.ofStack(
                    RecurrentSpec.builder(kind, 11, 67)
                            .numLayers(2)
                            .initialStates(true, kind == CellKind.LSTM)
                            .buildUntrained(random),
                    false);
            float[] x = Hostile.floats(random, rows * spec.inputSize(), 0);
            Model alone = Model.of(spec);
            float[][] expected = whole(alone, x, rows, 130);
            assertAnswers(alone.newWindow(130), alone, x, 0, expected);
            try (Model shared = new Model(spec, Backend.AUTO, 2)) {
                assertAnswers(shared.newWindow(130), shared, x, 0, expected);
            }
        }
    }

    /** A row of NaN spoils the windows that have it, and no later one. */
    @Test
    void olderRowsLeaveNoTrace() {
        Model model = lstm();
        SlidingWindow window = model.newWindow(4);
        float[] y = new float[3];
        for (int row = 0; row < 20; row++) {
            window.push(new float[] {row == 5 ? Float.NaN : row, 1}, y);
            assertEquals(row >= 5 && row < 9, Float.isNaN(y[0]), "row " + row);
        }
    }

    /** The rest of the work on another thread: whoever comes first does it. */
    @Test
    void advancedByAnotherThread() {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec =
                ModelSpec.ofStack(RecurrentSpec.builder(CellKind.LSTM, 3, 33).buildUntrained(random), false);
        Model model = Model.of(spec);
        int rows = 300;
        float[] x = Hostile.floats(random, rows * 3, 0);
        float[][] expected = whole(model, x, rows, 10);
        SlidingWindow window = model.newWindow(10);
        float[] y = new float[33];
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            for (int row = 0; row < rows; row++) {
                window.answer(x, row * 3, y, 0);
                Bits.assertSame("row " + row, expected[row], y);
                executor.execute(window::advance);
            }
        }
    }

    private static Model lstm() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 2, 3).buildUntrained(new SplittableRandom(1));
        return Model.of(ModelSpec.ofStack(stack, false));
    }

    @Test
    void aRefusedRowLeavesTheWindowAsItWas() {
        SplittableRandom random = new SplittableRandom(2);
        Tensor table = Tensor.of(Hostile.floats(random, 10, 0), 5, 2);
        Model model = Model.of(ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", table))
                .add(RecurrentSpec.builder(CellKind.GRU, 2, 3).name("stack").buildUntrained(random))
                .build());
        SlidingWindow window = model.newWindow(2);
        SlidingWindow other = model.newWindow(2);
        float[] y = new float[3];
        float[] expected = new float[3];
        for (float token : new float[] {1, 4, 2}) {
            assertRefused(IllegalArgumentException.class, () -> window.push(new float[] {5}, y), "0 to 4, found 5");
            assertRefused(IllegalArgumentException.class, () -> window.push(new float[0], y), "x: expected room");
            assertRefused(
                    IllegalArgumentException.class,
                    () -> window.answer(new float[] {1}, 0, y, 1),
                    "y: expected room for 3 floats from index 1, found 3");
            other.push(new float[] {token}, expected);
            window.push(new float[] {token}, y);
            Bits.assertSame("token " + token, expected, y);
        }
    }

    @Test
    void refusesWhatCannotBeAWindow() {
        Model model = lstm();
        assertRefused(IllegalArgumentException.class, () -> model.newWindow(0), "at least 1 step, found 0");
        RecurrentSpec both =
                RecurrentSpec.builder(CellKind.LSTM, 2, 3).bidirectional(true).buildUntrained(new SplittableRandom(1));
        Model whole = Model.of(ModelSpec.ofStack(both, false));
        assertRefused(IllegalStateException.class, () -> whole.newWindow(3), "can step");
        SlidingWindow window = model.newWindow(3);
        window.push(new float[2], new float[3]);
        model.close();
        assertRefused(IllegalStateException.class, () -> window.push(new float[2], new float[3]), "closed");
    }
}
