package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Autoencoders: what one model leaves of a sequence, repeated, is what another one reads. Each test compares with the two models
 * run one after the other.
 */
class RepeatTest {
    private static final int INPUTS = 3;

    /** An encoder and a decoder as models of their own, and as one. */
    private record Pair(List<LayerSpec> encoder, Head left, int steps, List<LayerSpec> decoder, Head head) {
        ModelSpec whole(boolean batchFirst) {
            int size = encoder.getLast().outputSize();
            return ModelSpec.builder()
                    .addAll(encoder)
                    .add(new RepeatSpec(left, steps, size))
                    .addAll(decoder)
                    .head(head)
                    .batchFirst(batchFirst)
                    .build();
        }

        /** Time first, one model after the other. */
        Tensor oneAfterTheOther(Tensor input, RunOptions options) {
            Tensor code = run(encoder, left, input, options);
            int batch = code.size(0);
            int size = code.size(1);
            Tensor repeated = Tensor.zeros(steps, batch, size);
            for (int t = 0; t < steps; t++) {
                System.arraycopy(code.data(), 0, repeated.data(), t * batch * size, batch * size);
            }
            return decoder.isEmpty() ? repeated : run(decoder, head, repeated, RunOptions.none());
        }

        private static Tensor run(List<LayerSpec> layers, Head head, Tensor input, RunOptions options) {
            ModelSpec spec = ModelSpec.builder().addAll(layers).head(head).build();
            return Model.of(spec, Backend.SCALAR).newSession().run(input, options);
        }
    }

    private static RecurrentSpec stack(SplittableRandom random, String name, int inputs, boolean mayNeedAll) {
        CellKind[] kinds = CellKind.values();
        return RandomModels.stack(random, name, kinds[random.nextInt(kinds.length)], inputs, mayNeedAll);
    }

    private static LinearSpec linear(SplittableRandom random, String name, int inputs, int outputs) {
        return new LinearSpec(
                name,
                Tensor.of(Hostile.floats(random, outputs * inputs, 0), outputs, inputs),
                Tensor.of(Hostile.floats(random, outputs, 0), outputs));
    }

    /** All drawn: stacks with layers behind, or none in the decoder; which head leaves the row, and which the output. */
    private static Pair pair(SplittableRandom random) {
        Head[] heads = Head.values();
        List<LayerSpec> encoder = new ArrayList<>(List.of(stack(random, "encoder", INPUTS, true)));
        if (random.nextBoolean()) {
            encoder.add(linear(random, "code", encoder.getLast().outputSize(), RandomModels.size(random)));
        }
        int code = encoder.getLast().outputSize();
        List<LayerSpec> decoder = new ArrayList<>();
        Head head = Head.EVERY_STEP;
        if (random.nextInt(4) > 0) {
            decoder.add(stack(random, "decoder", code, true));
            head = heads[random.nextInt(heads.length)];
        }
        if (random.nextBoolean()) {
            int size = decoder.isEmpty() ? code : decoder.getLast().outputSize();
            decoder.add(linear(random, "output", size, RandomModels.size(random)));
        }
        Head left = random.nextBoolean() ? Head.LAST_STEP : Head.FINAL_HIDDEN;
        return new Pair(encoder, left, 1 + random.nextInt(9), decoder, head);
    }

    private static Tensor turned(Tensor sequences) {
        Tensor turned = Tensor.zeros(sequences.size(1), sequences.size(0), sequences.size(2));
        int size = sequences.size(2);
        for (int i = 0; i < sequences.size(0); i++) {
            for (int j = 0; j < sequences.size(1); j++) {
                int from = (i * sequences.size(1) + j) * size;
                System.arraycopy(sequences.data(), from, turned.data(), (j * sequences.size(0) + i) * size, size);
            }
        }
        return turned;
    }

    /** On every backend, time first and batch first, whole and each sequence alone; padding is NaN. */
    @Test
    void isOneModelAfterTheOther() {
        SplittableRandom random = Seeds.random(getClass());
        for (int round = 0; round < 20; round++) {
            Pair pair = pair(random);
            int steps = 1 + random.nextInt(12);
            int batch = 1 + random.nextInt(5);
            int[] lengths = RandomModels.lengths(random, batch, steps);
            RunOptions options = RunOptions.none().lengths(lengths);
            Tensor input = Tensor.of(Hostile.floats(random, steps * batch * INPUTS, 0), steps, batch, INPUTS);
            for (int row = 0; row < batch; row++) {
                for (int t = lengths[row]; t < steps; t++) {
                    int at = (t * batch + row) * INPUTS;
                    Arrays.fill(input.data(), at, at + INPUTS, Float.NaN);
                }
            }
            Tensor expected = pair.oneAfterTheOther(input, options);
            for (Backend backend : Backend.available()) {
                String what = pair.whole(false).describe() + " on " + backend;
                Model model = Model.of(pair.whole(false), backend);
                Tensor found = model.newSession().run(input, options);
                assertArrayEquals(expected.shape(), found.shape(), what);
                Bits.assertSame(what, expected.data(), found.data());
                assertRowsAlone(what, model.newSession(), input, lengths, expected);
                Tensor turned = Model.of(pair.whole(true), backend).newSession().run(turned(input), options);
                Tensor timeFirst = pair.head() == Head.EVERY_STEP ? turned(turned) : turned;
                Bits.assertSame(what + ", batch first", expected.data(), timeFirst.data());
            }
        }
    }

    /** Cut to their lengths, without a batch. */
    private static void assertRowsAlone(String what, Session session, Tensor input, int[] lengths, Tensor expected) {
        int batch = lengths.length;
        int out = session.model().outputSize();
        for (int row = 0; row < batch; row++) {
            Tensor alone = Tensor.zeros(lengths[row], INPUTS);
            for (int t = 0; t < lengths[row]; t++) {
                System.arraycopy(input.data(), (t * batch + row) * INPUTS, alone.data(), t * INPUTS, INPUTS);
            }
            float[] found = session.run(alone).data();
            float[] rows = new float[found.length];
            for (int t = 0; t < found.length / out; t++) {
                System.arraycopy(expected.data(), (t * batch + row) * out, rows, t * out, out);
            }
            Bits.assertSame(what + ", sequence " + row, rows, found);
        }
    }

    private static Pair autoencoder(SplittableRandom random, CellKind kind, int hidden, int steps) {
        RecurrentSpec encoder =
                RecurrentSpec.builder(kind, INPUTS, hidden).name("encoder").buildUntrained(random);
        RecurrentSpec decoder = RecurrentSpec.builder(kind, hidden, hidden)
                .name("decoder")
                .numLayers(2)
                .buildUntrained(random);
        return new Pair(
                List.of(encoder),
                Head.LAST_STEP,
                steps,
                List.of(decoder, linear(random, "output", hidden, INPUTS)),
                Head.EVERY_STEP);
    }

    /** Both sides go through several blocks of time steps. */
    @Test
    void longSequencesCrossTheBlocks() {
        SplittableRandom random = Seeds.random(getClass());
        Pair pair = autoencoder(random, CellKind.GRU, 5, 7_000);
        Tensor input = Tensor.of(Hostile.floats(random, 9_000 * 2 * INPUTS, 0), 9_000, 2, INPUTS);
        RunOptions options = RunOptions.none().lengths(4_321, 9_000);
        Tensor expected = pair.oneAfterTheOther(input, options);
        for (Backend backend : new Backend[] {Backend.SCALAR, Backend.AUTO}) {
            Tensor found = Model.of(pair.whole(false), backend).newSession().run(input, options);
            Bits.assertSame("on " + backend, expected.data(), found.data());
        }
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void threads(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        Pair pair = autoencoder(random, kind, 131, 7);
        Tensor input = Tensor.of(Hostile.floats(random, 9 * 5 * INPUTS, 0), 9, 5, INPUTS);
        RunOptions options = RunOptions.none().lengths(3, 9, 1, 7, 7);
        Tensor expected = pair.oneAfterTheOther(input, options);
        for (Backend backend : new Backend[] {Backend.SCALAR, Backend.AUTO}) {
            try (Model model = new Model(pair.whole(false), backend, 2)) {
                Session session = model.newSession();
                for (int round = 0; round < 10; round++) {
                    Tensor found = session.run(input, options);
                    Bits.assertSame(kind + " on " + model.describeBackend(), expected.data(), found.data());
                }
            }
        }
    }

    /** Another row of each sequence is repeated behind the second repeat. */
    @Test
    void twoRepeats() {
        SplittableRandom random = Seeds.random(getClass());
        Pair first = autoencoder(random, CellKind.LSTM, 9, 4);
        RecurrentSpec third = RecurrentSpec.builder(CellKind.RNN_TANH, INPUTS, 6)
                .name("third")
                .bidirectional(true)
                .buildUntrained(random);
        Pair inner = new Pair(first.encoder(), first.left(), 4, first.decoder(), Head.LAST_STEP);
        Pair outer = new Pair(inner.whole(false).layers(), Head.LAST_STEP, 6, List.of(third), Head.EVERY_STEP);
        Tensor input = Tensor.of(Hostile.floats(random, 8 * 3 * INPUTS, 0), 8, 3, INPUTS);
        RunOptions options = RunOptions.none().lengths(2, 8, 5);
        for (Backend backend : Backend.available()) {
            Tensor found = Model.of(outer.whole(false), backend).newSession().run(input, options);
            assertArrayEquals(new int[] {6, 3, 12}, found.shape());
            Bits.assertSame(
                    "on " + backend, outer.oneAfterTheOther(input, options).data(), found.data());
        }
    }

    /** The states of all layers, of each sequence in the caller's order. */
    @Test
    void statesOfBothSides() {
        SplittableRandom random = Seeds.random(getClass());
        Pair pair = autoencoder(random, CellKind.LSTM, 7, 5);
        Tensor input = Tensor.of(Hostile.floats(random, 6 * 3 * INPUTS, 0), 6, 3, INPUTS);
        Session session = Model.of(pair.whole(false)).newSession();
        List<LayerState> initial = session.newStates(3);
        List<LayerState> last = session.newStates(3);
        assertEquals(3, last.size());
        for (LayerState state : initial) {
            float[] hidden = state.hidden().data();
            System.arraycopy(Hostile.floats(random, hidden.length, 0), 0, hidden, 0, hidden.length);
        }
        int[] lengths = {2, 6, 4};
        Tensor found = session.run(
                input, RunOptions.none().lengths(lengths).initialStates(initial).finalStates(last));

        List<LayerState> encoderLast = states(pair.encoder(), 3);
        Tensor code = run(
                pair.encoder(),
                Head.LAST_STEP,
                input,
                RunOptions.none()
                        .lengths(lengths)
                        .initialStates(initial.subList(0, 1))
                        .finalStates(encoderLast));
        Tensor repeated = Tensor.zeros(5, 3, 7);
        for (int i = 0; i < repeated.data().length; i++) {
            repeated.data()[i] = code.data()[i % code.data().length];
        }
        List<LayerState> decoderLast = states(pair.decoder(), 3);
        Tensor expected = run(
                pair.decoder(),
                Head.EVERY_STEP,
                repeated,
                RunOptions.none().initialStates(initial.subList(1, 3)).finalStates(decoderLast));
        Bits.assertSame("output", expected.data(), found.data());
        assertSameStates(encoderLast, last.subList(0, 1));
        assertSameStates(decoderLast, last.subList(1, 3));
    }

    private static List<LayerState> states(List<LayerSpec> layers, int batch) {
        return Model.of(ModelSpec.builder().addAll(layers).build()).newSession().newStates(batch);
    }

    private static Tensor run(List<LayerSpec> layers, Head head, Tensor input, RunOptions options) {
        return Pair.run(layers, head, input, options);
    }

    private static void assertSameStates(List<LayerState> expected, List<LayerState> found) {
        for (int layer = 0; layer < expected.size(); layer++) {
            Bits.assertSame(
                    "hidden",
                    expected.get(layer).hidden().data(),
                    found.get(layer).hidden().data());
            Bits.assertSame(
                    "cell",
                    Objects.requireNonNull(expected.get(layer).cell()).data(),
                    Objects.requireNonNull(found.get(layer).cell()).data());
        }
    }

    @Test
    void traceSeesTheStepsOfBothSides() {
        Pair pair = autoencoder(new SplittableRandom(1), CellKind.GRU, 4, 3);
        Session session = Model.of(pair.whole(false)).newSession();
        List<String> seen = new ArrayList<>();
        session.trace(trace -> seen.add(trace.stack() + " " + trace.layer() + " " + trace.step()));
        session.run(Tensor.zeros(2, INPUTS));
        assertEquals(
                List.of(
                        "encoder 0 0",
                        "encoder 0 1",
                        "decoder 1 0",
                        "decoder 1 1",
                        "decoder 1 2",
                        "decoder 2 0",
                        "decoder 2 1",
                        "decoder 2 2"),
                seen);
    }

    @Test
    void shapes() {
        Pair pair = autoencoder(new SplittableRandom(1), CellKind.GRU, 4, 5);
        Session session = Model.of(pair.whole(true)).newSession();
        assertArrayEquals(new int[] {2, 5, INPUTS}, session.outputShape(Tensor.zeros(2, 9, INPUTS)));
        assertArrayEquals(new int[] {5, INPUTS}, session.outputShape(Tensor.zeros(9, INPUTS)));
        assertEquals(0, session.run(Tensor.zeros(0, 9, INPUTS)).data().length);
        assertEquals(5, pair.whole(true).outputRows(9));
        assertRefused(
                IllegalArgumentException.class,
                () -> session.run(Tensor.zeros(2, 9, INPUTS), RunOptions.none(), Tensor.zeros(2, 9, INPUTS)),
                "output: expected shape (2, 5, 3), found (2, 9, 3)");
        Pair last = new Pair(pair.encoder(), Head.FINAL_HIDDEN, 5, pair.decoder(), Head.LAST_STEP);
        Session oneEach = Model.of(last.whole(true)).newSession();
        assertArrayEquals(new int[] {2, INPUTS}, oneEach.outputShape(Tensor.zeros(2, 9, INPUTS)));
        assertEquals(
                "GRU(3, 4) -> final hidden state -> Repeat(5) -> GRU(4, 4, 2 layers) -> last step -> Linear(4, 3)",
                last.whole(true).describe());
        assertEquals(
                "GRU(3, 4) -> last step -> Repeat(5) -> GRU(4, 4, 2 layers) -> Linear(4, 3)",
                pair.whole(true).describe());
        assertNotEquals(
                Model.of(pair.whole(true)).fingerprint(),
                Model.of(autoencoder(new SplittableRandom(1), CellKind.GRU, 4, 6)
                                .whole(true))
                        .fingerprint());
    }

    @Test
    void streamsAreRefused() {
        Model model = Model.of(
                autoencoder(new SplittableRandom(1), CellKind.GRU, 4, 5).whole(false));
        assertFalse(model.canStep());
        assertRefused(
                IllegalStateException.class,
                model::newState,
                "expected a model that can step, found a repeat of one row of each sequence in GRU(3, 4) -> last step ->"
                        + " Repeat(5)",
                "needs the whole sequence",
                "Session.run(Tensor)");
        State foreign = Model.of(SingleLayer.of(linear(new SplittableRandom(1), "l", INPUTS, INPUTS)))
                .newState();
        assertRefused(
                IllegalStateException.class,
                () -> model.newSession().run(new float[INPUTS], 1, foreign, new float[5 * INPUTS]),
                "a repeat of one row");
    }

    @Test
    void whatIsRefused() {
        Class<IllegalArgumentException> refused = IllegalArgumentException.class;
        assertRefused(refused, () -> new RepeatSpec(Head.EVERY_STEP, 3, 4), "LAST_STEP or FINAL_HIDDEN", "EVERY_STEP");
        assertRefused(refused, () -> new RepeatSpec(Head.LAST_STEP, 0, 4), "at least 1 step", "found 0 and 4");
        SplittableRandom random = new SplittableRandom(1);
        RecurrentSpec encoder =
                RecurrentSpec.builder(CellKind.GRU, 3, 3).name("encoder").buildUntrained(random);
        RepeatSpec repeat = new RepeatSpec(Head.LAST_STEP, 5, 3);
        LinearSpec linear = linear(random, "linear", 3, 3);
        assertRefused(
                refused,
                () -> model(Head.EVERY_STEP, linear, repeat, encoder),
                "layer 1, Repeat(5): expected a recurrent layer before it",
                "found [Linear(3, 3)]");
        assertRefused(
                refused,
                () -> model(Head.EVERY_STEP, encoder, repeat, linear, repeat),
                "layer 3, Repeat(5): expected a recurrent layer before it, behind the repeat before",
                "found [Linear(3, 3)]");
        assertRefused(
                refused,
                () -> model(Head.LAST_STEP, encoder, repeat, linear),
                "head: expected EVERY_STEP without a recurrent layer behind the last repeat",
                "found LAST_STEP of [Linear(3, 3)]");
        assertRefused(
                refused,
                () -> model(Head.EVERY_STEP, encoder, repeat, new SkipSpec(3)),
                "layer 2, Skip(3)",
                "whose output has the time steps of its input");
        TemporalConv1dSpec convolution =
                TemporalConv1dSpec.builder("time", Tensor.zeros(3, 3, 2)).build();
        assertRefused(
                refused,
                () -> model(Head.EVERY_STEP, encoder, convolution, repeat),
                "convolution along time behind the last recurrent layer, found LAST_STEP");
        assertRefused(
                refused,
                () -> model(Head.EVERY_STEP, encoder, new RepeatSpec(Head.LAST_STEP, 5, 4)),
                "layer 1, Repeat(5): expected an input size of 3");
        assertEquals(
                "GRU(3, 3) -> last step -> Repeat(5) -> TemporalConv1d(3, 3, kernel 2, no bias)",
                model(Head.EVERY_STEP, encoder, repeat, convolution).describe());
    }

    private static ModelSpec model(Head head, LayerSpec... layers) {
        return ModelSpec.builder().addAll(List.of(layers)).head(head).build();
    }
}
