package io.github.lanewise;

import static io.github.lanewise.spec.CellActivation.Function.HARD_SIGMOID;
import static io.github.lanewise.spec.CellActivation.Function.SCALED_TANH;
import static io.github.lanewise.spec.CellActivation.Function.SOFTPLUS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The second law: after warm-up, nothing is allocated. */
class AllocationTest {
    private static final int CALLS = 500;

    /** Until the compiler has done its work, vectors are objects; on a busy machine that takes a while, never this long. */
    private static final int MOST_ROUNDS = 1_000;

    /** In a row, since a later compilation can bring back what an earlier one had removed. */
    private static final int QUIET_ROUNDS = 40;

    static Stream<Backend> backends() {
        return Stream.of(Backend.SCALAR, Backend.AUTO);
    }

    private static ModelSpec model(CellKind kind) {
        SplittableRandom random = new SplittableRandom(7);
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(kind, 5, 19)
                        .name("stack")
                        .numLayers(2)
                        .buildRandom(random))
                .add(new LinearSpec("linear", Tensor.of(Hostile.floats(random, 3 * 19, 0), 3, 19), null))
                .activation(ActivationSpec.Function.LOG_SOFTMAX)
                .head(Head.EVERY_STEP)
                .build();
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void stepAllocatesNothing(CellKind kind) {
        backends().forEach(backend -> {
            Session session = Model.of(model(kind), backend).newSession();
            State state = session.model().newState();
            float[] x = {1, -1, 0.5f, 2, 0};
            float[] y = new float[3];
            assertNothingAllocated(kind + " step on " + backend, () -> session.step(x, state, y));
        });
    }

    /** Convolutions with padding and without, with whole vectors of channels and with less. */
    @ParameterizedTest
    @MethodSource("backends")
    void frontEndAllocatesNothing(Backend backend) {
        SplittableRandom random = new SplittableRandom(9);
        Tensor basis = Tensor.of(Hostile.floats(random, 10 * 8, 0), 10, 1, 8);
        Tensor kernel = Tensor.of(Hostile.floats(random, 16 * 5 * 3, 0), 16, 5, 3);
        ModelSpec spec = ModelSpec.builder()
                .add(new Conv1dSpec("spectrum", basis, null, 20, 4, new Padding(Padding.Mode.REFLECT, 0, 4)))
                .add(new MagnitudeSpec(5, 5))
                .add(new Conv1dSpec("encoder", kernel, null, 5, 2, Padding.zeros(1)))
                .activation(ActivationSpec.Function.RELU)
                .add(new LayerNormSpec("norm", Tensor.of(Hostile.floats(random, 48, 0), 48), null, 1e-5f))
                .add(RandomModels.temporal(random, "time", 48, 17, false))
                .add(RecurrentSpec.builder(CellKind.LSTM, 17, 3).name("lstm").buildRandom(random))
                .build();
        Session session = Model.of(spec, backend).newSession();
        State state = session.model().newState();
        float[] x = Hostile.floats(random, 7 * 20, 0);
        float[] y = new float[7 * 3];
        assertNothingAllocated("front end, step on " + backend, () -> session.step(x, state, y));
        assertNothingAllocated("front end, run on " + backend, () -> session.run(x, 7, state, y));
    }

    /** Large enough to be shared out to the workers. */
    @ParameterizedTest
    @MethodSource("backends")
    void threadedStepAllocatesNothing(Backend backend) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 40, 150).buildRandom(new SplittableRandom(4));
        try (Model model = Model.of(ModelSpec.ofStack(stack, false), backend, 2)) {
            Session session = model.newSession();
            State state = model.newState();
            float[] x = Hostile.floats(new SplittableRandom(5), 40, 0);
            float[] y = new float[150];
            assertNothingAllocated("threaded step on " + backend, () -> session.step(x, state, y));
        }
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void runAllocatesNothing(CellKind kind) {
        backends().forEach(backend -> {
            Session session = Model.of(model(kind), backend).newSession();
            State state = session.model().newState();
            int steps = 20;
            float[] x = Hostile.floats(new SplittableRandom(1), steps * 5, 0);
            float[] y = new float[steps * 3];
            assertNothingAllocated(kind + " run on " + backend, () -> session.run(x, steps, state, y));
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void batchAllocatesNothing(Backend backend) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 6, 21)
                .bidirectional(true)
                .projSize(4)
                .buildRandom(new SplittableRandom(2));
        Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(3), 9 * 5 * 6, 0), 9, 5, 6);
        int[] lengths = {9, 1, 4, 9, 7};
        Lstm lstm = Lstm.of(stack, false, backend);
        LstmRunner runner = lstm.newRunner();
        LstmOutput output = lstm.newOutput(input);
        assertNothingAllocated("batch on " + backend, () -> runner.run(input, null, null, lengths, output));
        Session session = Model.of(ModelSpec.ofStack(stack, false), backend).newSession();
        Tensor result = Tensor.zeros(9, 5, 8);
        assertNothingAllocated("session batch on " + backend, () -> session.run(input, lengths, result));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void tracingAllocatesNothing(Backend backend) {
        Session session = Model.of(model(CellKind.LSTM), backend).newSession();
        State state = session.model().newState();
        float[] x = new float[5];
        float[] y = new float[3];
        float[] gate = new float[19];
        session.trace(trace -> trace.copy(Gate.FORGET, gate));
        assertNothingAllocated("traced step on " + backend, () -> session.step(x, state, y));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void skippingAllocatesNothing(Backend backend) {
        ModelSpec skipping = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, 4, 4).name("stack").buildRandom(new SplittableRandom(9)))
                .add(new SkipSpec(4))
                .build();
        Session session = Model.of(skipping, backend).newSession();
        State state = session.model().newState();
        float[] x = new float[4];
        float[] y = new float[4];
        assertNothingAllocated("skipping step on " + backend, () -> session.step(x, state, y));
        float[] sequence = new float[40];
        float[] output = new float[40];
        assertNothingAllocated("skipping run on " + backend, () -> session.run(sequence, 10, state, output));
    }

    /** The variants' cells, with an activation of each sort. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void variantsAllocateNothing(CellKind kind) {
        CellActivation[] activations = {
            new CellActivation(HARD_SIGMOID, 0.2f, 0.5f),
            new CellActivation(SCALED_TANH, 1.7f, 0.7f),
            CellActivation.of(SOFTPLUS)
        };
        CellOptions options = CellOptions.of(kind)
                .withClip(3)
                .withInputForget(kind == CellKind.LSTM)
                .withLinearBeforeReset(kind != CellKind.GRU);
        CellOptions variant = options.withActivations(
                Arrays.copyOf(activations, options.activations().size()));
        RecurrentSpec stack = RecurrentSpec.builder(kind, 5, 19)
                .options(variant)
                .peepholes(kind == CellKind.LSTM)
                .initialStates(true, kind == CellKind.LSTM)
                .buildRandom(new SplittableRandom(6));
        backends().forEach(backend -> {
            Session session = Model.of(ModelSpec.ofStack(stack, false), backend).newSession();
            State state = session.model().newState();
            float[] x = {1, -1, 0.5f, 2, 0};
            float[] y = new float[19];
            assertNothingAllocated(kind + " variant on " + backend, () -> {
                state.reset();
                session.step(x, state, y);
            });
            Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(8), 4 * 3 * 5, 0), 4, 3, 5);
            Tensor output = Tensor.zeros(4, 3, 19);
            assertNothingAllocated(kind + " variant, batch on " + backend, () -> session.run(input, null, output));
        });
    }

    private static void assertNothingAllocated(String what, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int round = 0;
        int quietRounds = 0;
        while (quietRounds < QUIET_ROUNDS && round < MOST_ROUNDS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
            quietRounds = bytes == 0 ? quietRounds + 1 : 0;
            round++;
        }
        System.out.println(what + ": " + bytes + " bytes in " + CALLS + " calls, and so in the " + quietRounds
                + " rounds of as many that ended after " + round * CALLS);
        assertEquals(QUIET_ROUNDS, quietRounds, what + ": " + bytes + " bytes in the last " + CALLS + " calls");
    }
}
