package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.kernel.VectorAvailability;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps of many streams at once: each stream has the bits that it has alone, whichever streams go together. */
class ManyStreamsTest {
    private static final int STREAMS = 9;
    private static final int ROUNDS = VectorAvailability.unwise() == null ? 24 : 5;

    /** Streams side by side, each with its own rows of input, and what they say step by step, alone. */
    private static final class Streams {
        private final ModelSpec spec;
        private final float[][] x = new float[STREAMS][];
        private final float[][] expected = new float[STREAMS][];
        private final byte[][] states = new byte[STREAMS][];

        Streams(SplittableRandom random, ModelSpec spec) {
            this.spec = spec;
            Session session = Model.of(spec, Backend.SCALAR).newSession();
            for (int stream = 0; stream < STREAMS; stream++) {
                int steps = 1 + random.nextInt(12);
                x[stream] = RandomModels.input(random, spec, steps, stream == 0 ? 0.05 : 0);
                expected[stream] = new float[steps * spec.outputSize()];
                State state = session.model().newState();
                for (int t = 0; t < steps; t++) {
                    session.step(x[stream], t * spec.inputSize(), state, expected[stream], t * spec.outputSize());
                }
                states[stream] = state.toBytes();
            }
        }

        int steps(int stream) {
            return x[stream].length / spec.inputSize();
        }

        /** In random groups and orders until each stream has taken all of its steps. */
        void assertSame(SplittableRandom random, Model model) {
            String what = model.toString();
            Session session = model.newSession();
            List<State> all = model.newStates(STREAMS);
            float[][] found = new float[STREAMS][];
            int[] done = new int[STREAMS];
            Arrays.setAll(found, stream -> new float[expected[stream].length]);
            for (int[] group = group(random, done); group.length > 0; group = group(random, done)) {
                step(session, all, group, done, found);
            }
            for (int stream = 0; stream < STREAMS; stream++) {
                Bits.assertSame(what + ", stream " + stream, expected[stream], found[stream]);
                assertArrayEquals(states[stream], all.get(stream).toBytes(), what + ", state of stream " + stream);
            }
        }

        /** Some of the streams that have steps left, in any order. */
        private int[] group(SplittableRandom random, int[] done) {
            List<Integer> left = new ArrayList<>();
            for (int stream = 0; stream < STREAMS; stream++) {
                if (done[stream] < steps(stream)) {
                    left.add(random.nextInt(left.size() + 1), stream);
                }
            }
            int size = left.isEmpty() ? 0 : 1 + random.nextInt(left.size());
            return left.stream().limit(size).mapToInt(stream -> stream).toArray();
        }

        private void step(Session session, List<State> all, int[] group, int[] done, float[][] found) {
            int in = spec.inputSize();
            int out = spec.outputSize();
            float[] rows = new float[1 + group.length * in];
            float[] results = new float[2 + group.length * out];
            State[] states = new State[3 + group.length];
            for (int i = 0; i < group.length; i++) {
                System.arraycopy(x[group[i]], done[group[i]] * in, rows, 1 + i * in, in);
                states[3 + i] = all.get(group[i]);
            }
            session.step(rows, 1, states, 3, group.length, results, 2);
            for (int i = 0; i < group.length; i++) {
                System.arraycopy(results, 2 + i * out, found[group[i]], done[group[i]]++ * out, out);
            }
        }
    }

    @Tag("bits")
    @Test
    void anyGroupIsItsStreamsAlone() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < ROUNDS; round++) {
            Streams streams = new Streams(random, RandomModels.model(random, false));
            for (Backend backend : Backend.available()) {
                streams.assertSame(random, Model.of(streams.spec, backend));
            }
        }
    }

    /** Large enough for streams to share the weights, and for threads to share the work. */
    @Test
    void largerModels() {
        SplittableRandom random = Seeds.random(getClass());
        for (CellKind kind : CellKind.values()) {
            RecurrentSpec stack = RecurrentSpec.builder(kind, 17, 131)
                    .numLayers(2)
                    .initialStates(true, kind == CellKind.LSTM)
                    .buildUntrained(random);
            Streams streams = new Streams(random, ModelSpec.ofStack(stack, false));
            streams.assertSame(random, Model.of(streams.spec, Backend.AUTO));
            try (Model threads = new Model(streams.spec, Backend.AUTO, 2)) {
                streams.assertSame(random, threads);
            }
        }
    }

    /** More than go together, so that they go in parts. */
    @Test
    void hundredsOfStreams() {
        SplittableRandom random = Seeds.random(getClass());
        for (int units : new int[] {5, 67}) {
            RecurrentSpec stack = RecurrentSpec.builder(CellKind.GRU, 3, units).buildUntrained(random);
            Model model = Model.of(ModelSpec.ofStack(stack, false));
            Session session = model.newSession();
            int count = 300;
            float[] x = Hostile.floats(random, count * 3, 0);
            float[] expected = new float[count * units];
            for (int i = 0; i < count; i++) {
                session.step(x, i * 3, model.newState(), expected, i * units);
            }
            float[] found = new float[count * units];
            session.step(x, model.newStates(count).toArray(new State[0]), found);
            Bits.assertSame(model + ", " + count + " streams", expected, found);
        }
    }

    @Test
    void aListenerSeesEachStreamByItsNumber() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 2, 3).buildUntrained(new SplittableRandom(1));
        Session session = Model.of(ModelSpec.ofStack(stack, false)).newSession();
        List<Integer> rows = new ArrayList<>();
        session.trace(trace -> rows.add(trace.row()));
        int count = 200;
        State[] states = session.model().newStates(count).toArray(new State[0]);
        session.step(new float[count * 2], states, new float[count * 3]);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expected.add(i);
        }
        assertEquals(expected, rows);
    }

    @Test
    void noStreams() {
        Session session = lstm(3).newSession();
        session.step(new float[0], new State[0], new float[0]);
        session.step(new float[2], 2, new State[] {session.model().newState()}, 1, 0, new float[0], 0);
    }

    private static Model lstm(int seed) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 2, 3).buildUntrained(new SplittableRandom(seed));
        return Model.of(ModelSpec.ofStack(stack, false));
    }

    private static void assertStreamsRefused(Session session, float[] x, State[] states, int room, String... parts) {
        List<byte[]> before = new ArrayList<>();
        for (State state : states) {
            before.add(state.toBytes());
        }
        float[] y = new float[room];
        Arrays.fill(y, 7);
        assertRefused(IllegalArgumentException.class, () -> session.step(x, states, y), parts);
        for (int i = 0; i < states.length; i++) {
            assertArrayEquals(before.get(i), states[i].toBytes(), "state " + i);
        }
        for (float each : y) {
            assertEquals(7, each);
        }
    }

    @Test
    void refusesBeforeAnyStreamAdvances() {
        Model model = lstm(3);
        Session session = model.newSession();
        State a = model.newState();
        State b = model.newState();
        State other = lstm(4).newState();
        State[] twice = {a, b, a};
        assertStreamsRefused(session, new float[6], twice, 9, "each stream once", "at index 0 and at 2");
        assertStreamsRefused(
                session, new float[4], new State[] {a, other}, 6, "states[1]", "fingerprint", "newState()");
        State[] two = {a, b};
        assertStreamsRefused(session, new float[3], two, 6, "x: expected room for 4 floats from index 0, found 3");
        assertStreamsRefused(session, new float[4], two, 5, "y: expected room for 6 floats from index 0, found 5");
        String message = String.valueOf(assertThrows(
                        NullPointerException.class,
                        () -> session.step(new float[4], new State[] {a, null}, new float[6]))
                .getMessage());
        assertEquals("states[1]: expected a state, found null", message);
        int[][] ranges = {{-1, 1}, {0, -1}, {1, 2}, {3, 0}, {Integer.MAX_VALUE, 2}};
        for (int[] range : ranges) {
            assertRefused(
                    IllegalArgumentException.class,
                    () -> session.step(new float[9], 0, two, range[0], range[1], new float[9], 0),
                    "states: expected " + range[1] + " of them from index " + range[0] + ", found 2 in all");
        }
    }

    @Test
    void refusesTokensThatAreNone() {
        SplittableRandom random = new SplittableRandom(2);
        Tensor table = Tensor.of(Hostile.floats(random, 10, 0), 5, 2);
        Model model = Model.of(ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", table))
                .add(RecurrentSpec.builder(CellKind.GRU, 2, 3).name("stack").buildUntrained(random))
                .build());
        State[] two = {model.newState(), model.newState()};
        assertStreamsRefused(model.newSession(), new float[] {1, 5}, two, 6, "from 0 to 4, found 5");
    }

    @Test
    void refusesAModelThatCannotStep() {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, 2, 3).bidirectional(true).buildUntrained(new SplittableRandom(1));
        Session session = Model.of(ModelSpec.ofStack(stack, false)).newSession();
        assertRefused(
                IllegalStateException.class, () -> session.step(new float[0], new State[0], new float[0]), "can step");
    }
}
