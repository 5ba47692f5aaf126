package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private static Session session(boolean bidirectional, Head head) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, 4)
                .name("stack")
                .bidirectional(bidirectional)
                .buildUntrained(RANDOM);
        return Model.of(ModelSpec.builder()
                        .add(stack)
                        .head(head)
                        .batchFirst(true)
                        .build())
                .newSession();
    }

    private static Session tokens() {
        Tensor table = Tensor.of(Hostile.floats(RANDOM, 10, 0), 5, 2);
        return Model.of(ModelSpec.builder()
                        .add(new EmbeddingSpec("embedding", table))
                        .add(RecurrentSpec.builder(CellKind.GRU, 2, 3)
                                .name("stack")
                                .buildUntrained(RANDOM))
                        .build())
                .newSession();
    }

    @Test
    void aTokenThatIsPaddingStandsBeyondTheLengthsOnly() {
        Tensor table = Tensor.of(Hostile.floats(RANDOM, 10, 0), 5, 2);
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, 2, 3).name("stack").buildUntrained(RANDOM);
        ModelSpec.Builder builder = ModelSpec.builder().batchFirst(true).head(Head.LAST_STEP);
        Session any = Model.of(builder.add(new EmbeddingSpec("embedding", table))
                        .add(stack)
                        .build())
                .newSession();
        ModelSpec.Builder padded = ModelSpec.builder().batchFirst(true).head(Head.LAST_STEP);
        Model model = Model.of(padded.add(new EmbeddingSpec("embedding", table, true))
                .add(stack)
                .build());
        Session session = model.newSession();
        Tensor input = Tensor.of(new float[] {1, 4, 0, 2, 3, 1}, 2, 3, 1);
        RunOptions lengths = RunOptions.none().lengths(2, 3);
        Bits.assertSame(
                "output",
                any.run(input, lengths).data(),
                session.run(input, lengths).data());
        String padding =
                "from 1 to 4, found 0.0; 0 is padding in this model: leave it out, and give the sequences' lengths";
        assertRefused(IllegalArgumentException.class, () -> session.run(input), padding);
        State state = model.newState();
        assertRefused(IllegalArgumentException.class, () -> session.step(0, state, new float[3]), padding);
        session.step(1, state, new float[3]);
        StepRehearsal.run(model, Duration.ofMillis(1));
        assertRefused(
                IllegalArgumentException.class,
                () -> new EmbeddingSpec("e", Tensor.zeros(1, 2), true),
                "a token beside the padding, found (1, 2)");
    }

    /** The shapes that a refusal names are those of the model's own order. */
    @Test
    void refusalsNameTheModelsOrder() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.GRU, 3, 2).buildUntrained(new SplittableRandom(1));
        for (BatchOrder order : BatchOrder.values()) {
            Session session = Model.of(ModelSpec.ofStack(stack, order)).newSession();
            String shapes = switch (order) {
                case BATCH_FIRST -> "input: expected shape (T, 3) or (N, T, 3), found";
                case TIME_FIRST -> "input: expected shape (T, 3) or (T, N, 3), found";
                case UNKNOWN -> "input: expected shape (T, 3), found";
            };
            assertRefused(IllegalArgumentException.class, () -> session.run(Tensor.zeros(6, 2)), shapes);
            assertRefused(IllegalArgumentException.class, () -> session.run(Tensor.zeros(3)), shapes);
        }
    }

    @Test
    void refusesWrongArraysAndWritesNothing() {
        Session session = session(false, Head.EVERY_STEP);
        State state = session.model().newState();
        byte[] before = state.toBytes();
        float[] y = {7, 7, 7, 7};
        assertRefused(IllegalArgumentException.class, () -> session.step(new float[2], state, y), "x", "3", "found 2");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.step(new float[3], state, new float[3]),
                "y",
                "4",
                "found 3");
        assertRefused(
                IllegalArgumentException.class, () -> session.step(new float[9], -1, state, y, 0), "x", "index -1");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(new float[6], 0, state, y),
                "steps",
                "at least 1",
                "found 0");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(new float[5], 2, state, y),
                "x",
                "6 floats",
                "found 5");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(new float[6], 2, state, y),
                "y",
                "8 floats",
                "found 4");
        assertArrayEquals(new float[] {7, 7, 7, 7}, y);
        assertArrayEquals(before, state.toBytes());
    }

    /** Rows in the middle of larger arrays, whatever the head; what lies around the output stays. */
    @Test
    void chunksFromAndToAPlaceInAnArray() {
        for (Head head : Head.values()) {
            Session session = session(false, head);
            float[] x = Hostile.floats(RANDOM, 7 * 3, 0);
            int rows = head == Head.EVERY_STEP ? 5 : 1;
            float[] expected = new float[rows * 4];
            session.run(Arrays.copyOfRange(x, 4, 4 + 5 * 3), 5, session.model().newState(), expected);
            float[] y = new float[rows * 4 + 5];
            Arrays.fill(y, 7);
            session.run(x, 4, 5, session.model().newState(), y, 2);
            assertArrayEquals(expected, Arrays.copyOfRange(y, 2, 2 + rows * 4), head.toString());
            assertArrayEquals(new float[] {7, 7}, Arrays.copyOf(y, 2));
            assertArrayEquals(new float[] {7, 7, 7}, Arrays.copyOfRange(y, y.length - 3, y.length));
        }
    }

    /** A sequence cut in two: the final states of one half are the initial ones of the other. */
    @Test
    void statesGoFromRunToRun() {
        Tensor input = Tensor.of(Hostile.floats(RANDOM, 6 * 3, 0), 6, 3);
        Session forward = session(false, Head.EVERY_STEP);
        Tensor whole = forward.run(input);
        List<LayerState> between = forward.newStates(1);
        Tensor first = forward.run(
                Tensor.of(Arrays.copyOf(input.data(), 9), 3, 3),
                RunOptions.none().finalStates(between));
        Tensor second = forward.run(
                Tensor.of(Arrays.copyOfRange(input.data(), 9, 18), 3, 3),
                RunOptions.none().initialStates(between).finalStates(between));
        Bits.assertSame("first half", Arrays.copyOf(whole.data(), 12), first.data());
        Bits.assertSame("second half", Arrays.copyOfRange(whole.data(), 12, 24), second.data());
        assertRefused(
                IllegalArgumentException.class,
                () -> forward.run(input, RunOptions.none().initialStates(List.of())),
                "initial states: expected one for each of 1 recurrent layers, found 0");
        assertRefused(
                IllegalArgumentException.class,
                () -> forward.run(input, RunOptions.none().finalStates(forward.newStates(2))),
                "final states, layer 0, hidden",
                "(1, 1, 4)",
                "(1, 2, 4)");
    }

    @Test
    void buffersAndSegmentsOffTheHeap() {
        Session session = session(false, Head.EVERY_STEP);
        float[] x = Hostile.floats(RANDOM, 5 * 3, 0);
        float[] expected = new float[5 * 4];
        session.run(x, 5, session.model().newState(), expected);
        FloatBuffer in =
                ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder()).asFloatBuffer();
        FloatBuffer out = FloatBuffer.allocate(21);
        in.put(1, x).position(1);
        State state = session.model().newState();
        session.step(in, state, out);
        session.run(in, 4, state, out);
        assertEquals(16, in.position());
        assertEquals(20, out.position());
        Bits.assertSame("buffers", expected, Arrays.copyOf(out.array(), 20));
        assertRefused(
                IllegalArgumentException.class,
                () -> session.step(in, state, FloatBuffer.allocate(4)),
                "expected 3 floats in x and room for 4 in y, found 0 and 4");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.step(
                        FloatBuffer.allocate(3), state, FloatBuffer.allocate(4).asReadOnlyBuffer()),
                "a read-only buffer");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = arena.allocate(5 * 12 + 1);
            MemorySegment output = arena.allocate(5 * 16 + 2);
            MemorySegment.copy(x, 0, input, ValueLayout.JAVA_FLOAT_UNALIGNED, 1, 15);
            State other = session.model().newState();
            for (int t = 0; t < 5; t++) {
                session.step(input, 1 + 12L * t, other, output, 2 + 16L * t);
            }
            float[] found = new float[20];
            MemorySegment.copy(output, ValueLayout.JAVA_FLOAT_UNALIGNED, 2, found, 0, 20);
            Bits.assertSame("segments", expected, found);
            assertRefused(
                    IllegalArgumentException.class,
                    () -> session.step(input, 50, other, output, 0),
                    "x: expected room for 3 floats from byte 50, found 61 bytes in all");
            assertRefused(
                    IllegalArgumentException.class,
                    () -> session.step(input, 0, other, output.asReadOnly(), 0),
                    "y: expected a segment that can be written");
        }
    }

    /** Before the state advances. */
    @Test
    void segmentsThatCannotBeUsedAreRefused() throws Exception {
        Session session = session(false, Head.EVERY_STEP);
        State state = session.model().newState();
        byte[] before = state.toBytes();
        MemorySegment x = MemorySegment.ofArray(new float[3]);
        MemorySegment closed;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment y = arena.allocate(16);
            closed = y;
            AtomicReference<Throwable> refusal = new AtomicReference<>();
            Thread.ofPlatform()
                    .uncaughtExceptionHandler((_, e) -> refusal.set(e))
                    .start(() -> session.step(x, 0, state, y, 0))
                    .join();
            String message = String.valueOf(refusal.get());
            assertTrue(
                    message.contains("y: expected an open segment that this thread may use, found one of another"),
                    message);
        }
        assertRefused(
                IllegalArgumentException.class, () -> session.step(x, 0, state, closed, 0), "y:", "found a closed one");
        assertArrayEquals(before, state.toBytes());
    }

    @Test
    void oneCallAtATime() {
        Session session = session(false, Head.EVERY_STEP);
        State state = session.model().newState();
        session.trace(_ -> session.step(new float[3], session.model().newState(), new float[4]));
        assertRefused(
                IllegalStateException.class,
                () -> session.step(new float[3], state, new float[4]),
                "expected one call at a time",
                "newSession()",
                "gate listener");
        session.trace(null);
        session.step(new float[3], state, new float[4]);
    }

    @Test
    void refusesWrongBatches() {
        Session session = session(false, Head.EVERY_STEP);
        assertRefused(
                IllegalArgumentException.class, () -> session.run(Tensor.zeros(2, 5, 4)), "(N, T, 3)", "(2, 5, 4)");
        assertRefused(IllegalArgumentException.class, () -> session.run(Tensor.zeros(3)), "(T, 3)", "(3)");
        assertRefused(
                IllegalArgumentException.class, () -> session.run(Tensor.zeros(2, 0, 3)), "at least one time step");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), RunOptions.none().lengths(new int[] {5})),
                "lengths",
                "2",
                "found 1");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), RunOptions.none().lengths(new int[] {5, 6})),
                "1 to 5",
                "found 6",
                "sequence 1");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), RunOptions.none().lengths(new int[] {0, 5})),
                "1 to 5",
                "found 0");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), RunOptions.none(), Tensor.zeros(2, 5, 5)),
                "output",
                "(2, 5, 4)",
                "(2, 5, 5)");
    }

    @Test
    void anEmptyBatchGivesAnEmptyOutput() {
        for (Head head : Head.values()) {
            for (boolean bidirectional : new boolean[] {false, true}) {
                Session session = session(bidirectional, head);
                assertEquals(0, session.run(Tensor.zeros(0, 5, 3)).data().length);
            }
        }
    }

    @Test
    void aBidirectionalModelCannotStepAndSaysSo() {
        Session session = session(true, Head.EVERY_STEP);
        assertRefused(IllegalStateException.class, () -> session.model().newState(), "bidirectional", "whole sequence");
        State foreign = session(false, Head.EVERY_STEP).model().newState();
        assertRefused(
                IllegalStateException.class, () -> session.step(new float[3], foreign, new float[8]), "bidirectional");
    }

    @Test
    void tokensAreCheckedBeforeAnythingIsWritten() {
        Session session = tokens();
        State state = session.model().newState();
        byte[] before = state.toBytes();
        float[] y = new float[3];
        for (float bad : new float[] {-1, 5, 0.5f, Float.NaN, 1e30f}) {
            assertRefused(
                    IllegalArgumentException.class,
                    () -> session.run(new float[] {1, bad}, 2, state, new float[6]),
                    "0 to 4",
                    "found " + bad);
        }
        assertRefused(IllegalArgumentException.class, () -> session.step(5, state, y), "0 to 4", "found 5");
        assertArrayEquals(before, state.toBytes());
        session.step(4, state, y);
        State other = session.model().newState();
        float[] found = new float[3];
        session.step(new float[] {4}, other, found);
        Bits.assertSame("token as int and as float", y, found);
        Session floats = session(false, Head.EVERY_STEP);
        assertRefused(
                IllegalArgumentException.class,
                () -> floats.step(1, floats.model().newState(), new float[4]),
                "embedding");
    }

    @Test
    void outputShapes() {
        assertArrayEquals(new int[] {2, 5, 4}, session(false, Head.EVERY_STEP).outputShape(Tensor.zeros(2, 5, 3)));
        assertArrayEquals(new int[] {2, 4}, session(false, Head.LAST_STEP).outputShape(Tensor.zeros(2, 5, 3)));
        assertArrayEquals(new int[] {8}, session(true, Head.FINAL_HIDDEN).outputShape(Tensor.zeros(5, 3)));
    }

    @Test
    void refusesBatchWhoseOrderIsNotKnown() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 6, 4).buildUntrained(RANDOM);
        ModelSpec spec = ModelSpec.ofStack(stack, BatchOrder.UNKNOWN);
        Model model = Model.of(spec);
        Tensor batch = Tensor.of(Hostile.floats(RANDOM, 5 * 20 * 6, 0), 5, 20, 6);
        String[] question = {"batch order is not known", "(5, 20, 6)", "(T, N, features) or (N, T, features)"};
        assertRefused(IllegalArgumentException.class, () -> model.newSession().run(batch), question);
        assertRefused(IllegalArgumentException.class, () -> model.newSession().outputShape(batch), question);
        assertRefused(
                IllegalArgumentException.class,
                () -> model.newSession().run(batch, RunOptions.none(), Tensor.zeros(5, 20, 4)),
                question);

        Tensor sequence = Tensor.of(Hostile.floats(RANDOM, 20 * 6, 0), 20, 6);
        float[] alone = model.newSession().run(sequence).data();
        float[] rows = new float[20 * 4];
        model.newSession().run(sequence.data(), 20, model.newState(), rows);
        assertArrayEquals(alone, rows);

        Tensor answered = Model.of(spec.withBatchOrder(BatchOrder.BATCH_FIRST))
                .newSession()
                .run(Tensor.of(sequence.data(), 1, 20, 6));
        assertArrayEquals(new int[] {1, 20, 4}, answered.shape());
        assertArrayEquals(alone, answered.data());
    }

    /** Three thousand million floats, from inputs of few. */
    @Test
    void outputsThatNoArrayHoldsAreRefused() {
        SplittableRandom random = new SplittableRandom(1);
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.RNN_TANH, 1, 1).name("rnn").buildUntrained(random))
                .add(new LinearSpec("linear", Tensor.zeros(100_000, 1), null))
                .head(Head.EVERY_STEP)
                .build();
        Session session = Model.of(spec).newSession();
        String limit = "expected at most 2147483647 elements, found 3000000000 in shape ";
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(1_000, 30, 1)),
                limit + "(1000, 30, 100000)");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(new float[30_000], 30_000, session.model().newState(), new float[1]),
                "y: expected room for 3000000000 floats from index 0, found 1 in all");
        Rnn rnn = Rnn.of(RecurrentSpec.builder(CellKind.RNN_TANH, 1, 1_000).buildUntrained(random));
        assertRefused(
                IllegalArgumentException.class,
                () -> rnn.newOutput(Tensor.zeros(3_000_000, 1)),
                limit + "(3000000, 1000)");
    }
}
