package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateTest {
    private static ModelSpec spec(long seed) {
        return ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 3, 9)
                        .numLayers(2)
                        .projSize(4)
                        .buildUntrained(new SplittableRandom(seed)),
                false);
    }

    private static float[] next(Session session, State state) {
        float[] y = new float[session.model().outputSize()];
        session.step(new float[] {0.1f, -0.7f, 1}, state, y);
        return y;
    }

    @Test
    void aSavedStateGoesOnElsewhere() {
        Session scalar = Model.of(spec(1), Backend.SCALAR).newSession();
        State state = scalar.model().newState();
        next(scalar, state);
        byte[] saved = state.toBytes();
        Session other = Model.of(spec(1)).newSession();
        State restored = other.model().restoreState(saved);
        State copy = state.copy();
        Bits.assertSame("restored", next(scalar, state), next(other, restored));
        Bits.assertSame("copied", next(other, restored.copy()), next(scalar, state.copy()));
        state.copyTo(copy);
        assertArrayEquals(state.toBytes(), copy.toBytes());
    }

    /** New weights, the same memory. */
    @Test
    void aStateIsCarriedOverToNewWeights() {
        Session before = Model.of(spec(1)).newSession();
        Model model = Model.of(spec(2));
        State state = before.model().newState();
        next(before, state);
        byte[] saved = state.toBytes();
        State carried = model.carryOver(state);
        assertArrayEquals(saved, state.toBytes());
        for (int layer = 0; layer < 2; layer++) {
            Bits.assertSame("hidden", state.hidden(layer), carried.hidden(layer));
            Bits.assertSame("cell", state.cell(layer), carried.cell(layer));
        }
        assertArrayEquals(carried.toBytes(), model.carryOver(saved).toBytes());
        next(model.newSession(), carried);
        for (CellKind kind : new CellKind[] {CellKind.LSTM, CellKind.RNN_TANH}) {
            ModelSpec other = ModelSpec.ofStack(
                    RecurrentSpec.builder(kind, 3, 9).numLayers(2).buildUntrained(new SplittableRandom(3)), false);
            assertRefused(
                    IllegalArgumentException.class,
                    () -> Model.of(other).carryOver(state),
                    "same layers as " + other.describe());
            assertRefused(
                    IllegalArgumentException.class,
                    () -> Model.of(other).carryOver(saved),
                    "saved state to carry over",
                    "%016x".formatted(before.model().fingerprint()),
                    "newState()");
        }
        assertRefused(
                IllegalArgumentException.class,
                () -> model.carryOver(Arrays.copyOf(saved, saved.length - 1)),
                "length in bytes",
                "found " + (saved.length - 1));
        assertRefused(IllegalArgumentException.class, () -> model.carryOver(new byte[64]), "LWST");
        State rnn = rnn(CellKind.RNN_TANH).newState();
        assertRefused(IllegalArgumentException.class, () -> rnn(CellKind.GRU).carryOver(rnn), "newState()");
    }

    private static Model rnn(CellKind kind) {
        return Model.of(
                ModelSpec.ofStack(RecurrentSpec.builder(kind, 3, 9).buildUntrained(new SplittableRandom(4)), false));
    }

    @Test
    void aResetStateIsNew() {
        Session session = Model.of(spec(1)).newSession();
        State state = session.model().newState();
        float[] first = next(session, state);
        state.reset();
        assertArrayEquals(session.model().newState().toBytes(), state.toBytes());
        Bits.assertSame("after reset", first, next(session, state));
    }

    @Test
    void statesOfOnePieceOfMemoryAreIndependent() {
        Session session = Model.of(spec(1)).newSession();
        List<State> states = session.model().newStates(3);
        float[] expected = next(session, session.model().newState());
        next(session, states.get(0));
        next(session, states.get(2));
        Bits.assertSame("the one between", expected, next(session, states.get(1)));
    }

    @Test
    void layersCanBeReadAndSet() {
        Session session = Model.of(spec(1)).newSession();
        State state = session.model().newState();
        float[] y = next(session, state);
        Bits.assertSame("the last layer's hidden state is the output", y, state.hidden(1));
        State other = session.model().newState();
        for (int layer = 0; layer < 2; layer++) {
            other.setHidden(layer, state.hidden(layer));
            other.setCell(layer, state.cell(layer));
        }
        assertArrayEquals(state.toBytes(), other.toBytes());
        assertRefused(
                IllegalArgumentException.class,
                () -> state.setCell(0, new float[4]),
                "cell state of layer 0",
                "9",
                "4");
        assertRefused(IllegalArgumentException.class, () -> state.hidden(2), "0 to 1", "found layer 2");
    }

    @Test
    void refusesAStateOfAnotherModel() {
        Session session = Model.of(spec(1)).newSession();
        State foreign = Model.of(spec(2)).newState();
        String expected = "expected one of this model (fingerprint %016x)"
                .formatted(session.model().fingerprint());
        String found =
                "found one of another (%016x)".formatted(Model.of(spec(2)).fingerprint());
        assertRefused(IllegalArgumentException.class, () -> next(session, foreign), "state: " + expected, found);
        assertRefused(
                IllegalArgumentException.class,
                () -> session.model().restoreState(foreign.toBytes()),
                "saved state: " + expected,
                found);
        assertRefused(
                IllegalArgumentException.class,
                () -> foreign.copyTo(session.model().newState()),
                "state to copy: " + expected,
                found);
    }

    @Test
    void newStatesAreCounted() {
        Model model = Model.of(spec(1));
        assertEquals(0, model.newStates(0).size());
        assertRefused(
                IllegalArgumentException.class,
                () -> model.newStates(-1),
                "new states: expected a count of at least 0, found -1");
        assertRefused(
                IllegalArgumentException.class,
                () -> model.newSession().newStates(-1),
                "new states: expected a batch of at least 0, found -1");
        assertRefused(
                IllegalArgumentException.class,
                () -> model.newSession().newStates(Integer.MAX_VALUE),
                "expected at most 2147483647 elements",
                "(1, 2147483647, 4)");
    }

    @Test
    void refusesBytesThatAreNoState() {
        Model model = Model.of(spec(1));
        byte[] saved = model.newState().toBytes();
        assertRefused(
                IllegalArgumentException.class,
                () -> model.restoreState(Arrays.copyOf(saved, saved.length - 1)),
                "length in bytes",
                "found " + (saved.length - 1));
        assertRefused(IllegalArgumentException.class, () -> model.restoreState(new byte[7]), "expected", "found 7");
        assertRefused(IllegalArgumentException.class, () -> model.restoreState(new byte[64]), "LWST");
    }
}
