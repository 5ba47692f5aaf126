package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private static Session session(boolean bidirectional, Head head) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, 4)
                .name("stack")
                .bidirectional(bidirectional)
                .buildRandom(RANDOM);
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
                                .buildRandom(RANDOM))
                        .build())
                .newSession();
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
                () -> session.run(new float[7], 2, state, y),
                "x",
                "6 floats",
                "found 7");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(new float[6], 2, state, y),
                "y",
                "8 floats",
                "found 4");
        assertArrayEquals(new float[] {7, 7, 7, 7}, y);
        assertArrayEquals(before, state.toBytes());
    }

    @Test
    void refusesWrongBatches() {
        Session session = session(false, Head.EVERY_STEP);
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 4), null),
                "(N, T, 3)",
                "(2, 5, 4)");
        assertRefused(IllegalArgumentException.class, () -> session.run(Tensor.zeros(3), null), "(T, 3)", "(3)");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 0, 3), null),
                "at least one time step");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), new int[] {5}),
                "lengths",
                "2",
                "found 1");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), new int[] {5, 6}),
                "1 to 5",
                "found 6",
                "sequence 1");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), new int[] {0, 5}),
                "1 to 5",
                "found 0");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 5, 3), null, Tensor.zeros(2, 5, 5)),
                "output",
                "(2, 5, 4)",
                "(2, 5, 5)");
    }

    @Test
    void anEmptyBatchGivesAnEmptyOutput() {
        for (Head head : Head.values()) {
            for (boolean bidirectional : new boolean[] {false, true}) {
                Session session = session(bidirectional, head);
                assertEquals(0, session.run(Tensor.zeros(0, 5, 3), null).data().length);
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
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 6, 4).buildRandom(RANDOM);
        ModelSpec spec = ModelSpec.ofStack(stack, BatchOrder.UNKNOWN);
        Model model = Model.of(spec);
        Tensor batch = Tensor.of(Hostile.floats(RANDOM, 5 * 20 * 6, 0), 5, 20, 6);
        String[] question = {"batch order is not known", "(5, 20, 6)", "(T, N, features) or (N, T, features)"};
        assertRefused(IllegalArgumentException.class, () -> model.newSession().run(batch, null), question);
        assertRefused(IllegalArgumentException.class, () -> model.newSession().outputShape(batch), question);
        assertRefused(
                IllegalArgumentException.class,
                () -> model.newSequenceRunner().run(batch, null, null, Tensor.zeros(5, 20, 4), null),
                question);

        Tensor sequence = Tensor.of(Hostile.floats(RANDOM, 20 * 6, 0), 20, 6);
        float[] alone = model.newSession().run(sequence, null).data();
        float[] rows = new float[20 * 4];
        model.newSession().run(sequence.data(), 20, model.newState(), rows);
        assertArrayEquals(alone, rows);

        Tensor answered = Model.of(spec.withBatchOrder(BatchOrder.BATCH_FIRST))
                .newSession()
                .run(Tensor.of(sequence.data(), 1, 20, 6), null);
        assertArrayEquals(new int[] {1, 20, 4}, answered.shape());
        assertArrayEquals(alone, answered.data());
    }

    /** Three thousand million floats, from inputs of few. */
    @Test
    void outputsThatNoArrayHoldsAreRefused() {
        SplittableRandom random = new SplittableRandom(1);
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.RNN_TANH, 1, 1).name("rnn").buildRandom(random))
                .add(new LinearSpec("linear", Tensor.zeros(100_000, 1), null))
                .head(Head.EVERY_STEP)
                .build();
        Session session = Model.of(spec).newSession();
        String limit = "expected at most 2147483647 elements, found 3000000000 in shape ";
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(1_000, 30, 1), null),
                limit + "(1000, 30, 100000)");
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(new float[30_000], 30_000, session.model().newState(), new float[1]),
                "y: expected 3000000000 floats, found 1");
        Rnn rnn = Rnn.of(RecurrentSpec.builder(CellKind.RNN_TANH, 1, 1_000).buildRandom(random));
        assertRefused(
                IllegalArgumentException.class,
                () -> rnn.newOutput(Tensor.zeros(3_000_000, 1)),
                limit + "(3000000, 1000)");
    }
}
