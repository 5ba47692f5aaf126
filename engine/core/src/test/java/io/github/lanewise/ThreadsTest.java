package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several threads give one thread's bits, step by step, whole, and in batches of any lengths. */
class ThreadsTest {
    private static final int STEPS = 9;
    private static final int INPUT = 37;
    private static final int HIDDEN = 131;

    /** Large enough to be shared out, and no multiple of anything. */
    private static ModelSpec model(SplittableRandom random, RecurrentBuilder builder) {
        RecurrentSpec stack = builder.name("stack").numLayers(2).buildUntrained(random);
        Tensor weight = Tensor.of(Hostile.floats(random, 259 * stack.outputSize(), 0), 259, stack.outputSize());
        return ModelSpec.builder()
                .add(stack)
                .add(new LinearSpec("linear", weight, null))
                .head(Head.EVERY_STEP)
                .build();
    }

    private static RecurrentBuilder stack(CellKind kind) {
        return RecurrentSpec.builder(kind, INPUT, HIDDEN);
    }

    static Stream<Backend> backends() {
        return Stream.of(Backend.SCALAR, Backend.AUTO);
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void stepsAndSequences(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec = model(random, stack(kind));
        float[] x = Hostile.floats(random, STEPS * INPUT, 0.01);
        float[] expected = sequence(Model.of(spec, Backend.SCALAR), x);
        backends().forEach(backend -> {
            try (Model model = new Model(spec, backend, 2)) {
                for (int round = 0; round < 20; round++) {
                    Bits.assertSame(kind + " sequence on " + model.describeBackend(), expected, sequence(model, x));
                    Bits.assertSame(kind + " steps on " + model.describeBackend(), expected, steps(model, x));
                }
            }
        });
    }

    private static float[] sequence(Model model, float[] x) {
        float[] y = new float[STEPS * model.outputSize()];
        model.newSession().run(x, STEPS, model.newState(), y);
        return y;
    }

    private static float[] steps(Model model, float[] x) {
        Session session = model.newSession();
        State state = model.newState();
        float[] y = new float[STEPS * model.outputSize()];
        for (int t = 0; t < STEPS; t++) {
            session.step(x, t * INPUT, state, y, t * model.outputSize());
        }
        return y;
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void batches(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        assertBatches(kind + " in both directions", model(random, stack(kind).bidirectional(true)), random);
        assertBatches(kind + " in reverse", model(random, stack(kind).reverse(true)), random);
    }

    private static void assertBatches(String what, ModelSpec spec, SplittableRandom random) {
        int batch = 11;
        Tensor x = Tensor.of(Hostile.floats(random, STEPS * batch * INPUT, 0.01), STEPS, batch, INPUT);
        int[] lengths = RandomModels.lengths(random, batch, STEPS);
        Tensor expected = Model.of(spec, Backend.SCALAR)
                .newSession()
                .run(x, RunOptions.none().lengths(lengths));
        backends().forEach(backend -> {
            try (Model model = new Model(spec, backend, 2)) {
                for (int round = 0; round < 10; round++) {
                    Tensor found = model.newSession().run(x, RunOptions.none().lengths(lengths));
                    Bits.assertSame(what + ", batch on " + model.describeBackend(), expected.data(), found.data());
                }
            }
        });
    }

    /** Sessions of several threads at once: one has the workers, the others compute alone. */
    @Test
    void sessionsSideBySide() throws InterruptedException {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec = model(random, stack(CellKind.LSTM));
        float[] x = Hostile.floats(random, STEPS * INPUT, 0);
        float[] expected = sequence(Model.of(spec, Backend.SCALAR), x);
        try (Model model = new Model(spec, Backend.AUTO, 2)) {
            float[][] found = new float[3][];
            Thread[] threads = new Thread[found.length];
            for (int i = 0; i < threads.length; i++) {
                int thread = i;
                threads[i] = Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 50; round++) {
                        found[thread] = steps(model, x);
                    }
                });
            }
            for (int i = 0; i < threads.length; i++) {
                threads[i].join();
                Bits.assertSame("session " + i, expected, found[i]);
            }
        }
    }

    @Test
    void threadsFromOneToTheProcessorsAreAllowed() {
        Model.requireThreads(1, 1);
        Model.requireThreads(4, 4);
        Model.requireThreads(64, 128);
        assertThreadsRefused(0, 1, "expected 1 to 1 (processors that this process may use: 1;");
        assertThreadsRefused(-1, 4, "expected 1 to 4 (");
        assertThreadsRefused(2, 1, "expected 1 to 1 (");
        assertThreadsRefused(
                5, 4, "expected 1 to 4 (processors that this process may use: 4; threads of a model: at most 64)");
        assertThreadsRefused(65, 128, "expected 1 to 64 (processors that this process may use: 128;");
    }

    private static void assertThreadsRefused(int threads, int processors, String expected) {
        Refusal.assertRefused(
                IllegalArgumentException.class,
                () -> Model.requireThreads(threads, processors),
                "threads: " + expected,
                "found " + threads + "; 1 computes on the calling thread alone");
    }

    /** Whatever machine this is: it has at least one processor, and fewer than 65,536. */
    @Test
    void theMachinesProcessorsAreTheLimit() {
        ModelSpec spec = model(new SplittableRandom(1), stack(CellKind.LSTM));
        for (int threads : new int[] {0, 1 << 16}) {
            Refusal.assertRefused(
                    IllegalArgumentException.class,
                    () -> Model.builder(spec).threads(threads).build(),
                    "processors that this process may use: "
                            + Runtime.getRuntime().availableProcessors() + ";",
                    "found " + threads);
        }
        try (Model model =
                Model.builder(spec).backend(Backend.SCALAR).threads(1).build()) {
            assertEquals(Backend.SCALAR, model.backend());
            assertEquals("scalar", model.describeBackend());
        }
    }

    /** A job has at most 64 pieces, four a thread where there are fewer threads than 17. */
    @Test
    void manyThreads() {
        SplittableRandom random = Seeds.random(getClass());
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 20, 300).buildUntrained(random);
        ModelSpec spec = ModelSpec.ofStack(stack, false);
        Tensor x = Tensor.of(Hostile.floats(random, 300 * 20, 0), 300, 20);
        Tensor expected = Model.of(spec, Backend.SCALAR).newSession().run(x);
        try (Model model = new Model(spec, Backend.SCALAR, 20)) {
            Tensor found = model.newSession().run(x);
            Bits.assertSame("20 threads", expected.data(), found.data());
        }
    }

    /** Windows of all rows at once: what a worker computed lies between what other products did. */
    @Test
    void convolutions() {
        SplittableRandom random = Seeds.random(getClass());
        Tensor weight = Tensor.of(Hostile.floats(random, 48 * 16 * 3, 0), 48, 16, 3);
        Conv1dSpec conv = Conv1dSpec.builder("conv", weight, 5)
                .stride(2)
                .padding(Padding.zeros(1))
                .build();
        ModelSpec spec = ModelSpec.builder()
                .add(conv)
                .add(RandomModels.temporal(random, "time", conv.outputSize(), 48, true))
                .add(RecurrentSpec.builder(CellKind.GRU, 48, 5).name("gru").buildUntrained(random))
                .build();
        Tensor input = Tensor.of(Hostile.floats(random, 40 * conv.inputSize(), 0), 40, conv.inputSize());
        Tensor expected = Model.of(spec, Backend.SCALAR).newSession().run(input);
        backends().forEach(backend -> {
            try (Model model = new Model(spec, backend, 2)) {
                Session session = model.newSession();
                for (int round = 0; round < 50; round++) {
                    Tensor found = session.run(input);
                    Bits.assertSame("convolution on " + model.describeBackend(), expected.data(), found.data());
                }
            }
        });
    }
}
