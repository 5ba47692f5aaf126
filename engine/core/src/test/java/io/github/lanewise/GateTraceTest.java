package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GateTraceTest {
    private static RecurrentSpec stack(CellKind kind, boolean bidirectional) {
        return RecurrentSpec.builder(kind, 3, 5)
                .numLayers(2)
                .bidirectional(bidirectional)
                .buildUntrained(new SplittableRandom(3));
    }

    /** The gates have to explain the states: c = f c + i g and h = o tanh(c). */
    @Test
    void lstmGatesExplainTheStates() {
        Session session =
                Model.of(ModelSpec.ofStack(stack(CellKind.LSTM, false), false)).newSession();
        State state = session.model().newState();
        float[][] cell = new float[2][5];
        List<Integer> layers = new ArrayList<>();
        session.trace(trace -> {
            layers.add(trace.layer());
            assertEquals(CellKind.LSTM, trace.kind());
            assertEquals(5, trace.hiddenStateSize());
            for (int u = 0; u < 5; u++) {
                float i = trace.get(Gate.INPUT, u);
                float f = trace.get(Gate.FORGET, u);
                float g = trace.get(Gate.CELL_GATE, u);
                float o = trace.get(Gate.OUTPUT, u);
                float c = trace.cell(u);
                assertEquals(Math.fma(f, cell[trace.layer()][u], i * g), c);
                assertEquals(o * Math.tanh(c), trace.hidden(u), 1e-6);
            }
            trace.copyCell(cell[trace.layer()]);
        });
        float[] y = new float[5];
        session.step(new float[] {1, 2, 3}, state, y);
        session.step(new float[] {-1, 0, 3}, state, y);
        assertEquals(List.of(0, 1, 0, 1), layers);
        session.trace(null);
        session.step(new float[] {-1, 0, 3}, state, y);
        assertEquals(4, layers.size());
    }

    /** A variant's gates stand where a plain cell's do. */
    @Test
    void coupledGatesExplainTheStates() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, 5)
                .peepholes(true)
                .options(CellOptions.of(CellKind.LSTM).withInputForget(true).withClip(0.5f))
                .buildUntrained(new SplittableRandom(3));
        Session session = Model.of(ModelSpec.ofStack(stack, false)).newSession();
        State state = session.model().newState();
        float[] cell = new float[5];
        session.trace(trace -> {
            for (int u = 0; u < 5; u++) {
                float i = trace.get(Gate.INPUT, u);
                float c = trace.cell(u);
                assertEquals(1 - i, trace.get(Gate.FORGET, u));
                assertEquals(Math.fma(1 - i, cell[u], i * trace.get(Gate.CELL_GATE, u)), c);
                assertEquals(trace.get(Gate.OUTPUT, u) * Math.tanh(c), trace.hidden(u), 1e-6);
            }
            trace.copyCell(cell);
        });
        session.step(new float[] {1, 2, 3}, state, new float[5]);
        session.step(new float[] {-1, 0, 3}, state, new float[5]);
    }

    /** h = (1 - z) n + z h, in both directions, for every row of a batch and none of its padding. */
    @Test
    void gruGatesExplainTheStates() {
        Gru gru = Gru.of(stack(CellKind.GRU, true));
        Session session = gru.newSession();
        Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(4), 4 * 2 * 3, 0), 4, 2, 3);
        float[][][][] hidden = new float[2][2][2][5];
        List<String> seen = new ArrayList<>();
        session.trace(trace -> {
            float[] before = hidden[trace.layer()][trace.reverse() ? 1 : 0][trace.row()];
            for (int u = 0; u < 5; u++) {
                float z = trace.get(Gate.UPDATE, u);
                float n = trace.get(Gate.NEW, u);
                float r = trace.get(Gate.RESET, u);
                assertTrue(r > 0 && r < 1, "reset gate " + r);
                assertEquals((1 - z) * n + z * before[u], trace.hidden(u), 1e-6);
            }
            trace.copyHidden(before);
            seen.add(trace.layer() + (trace.reverse() ? "r" : "f") + trace.step() + trace.row());
        });
        gru.run(session, input, StackOptions.none().lengths(1, 4), gru.newOutput(input));
        assertEquals(2 * 2 * 5, seen.size());
        assertEquals(seen.size(), seen.stream().distinct().count());
        assertTrue(seen.contains("1r00"));
        assertFalse(seen.contains("0f10"), "padding of row 0");
    }

    @Test
    void refusesAGateThatTheCellHasNot() {
        Session session = Model.of(ModelSpec.ofStack(stack(CellKind.RNN_TANH, false), false))
                .newSession();
        session.trace(trace -> {
            assertEquals(List.of(), Gate.of(trace.kind()));
            assertRefused(IllegalArgumentException.class, () -> trace.get(Gate.FORGET, 0), "RNN_TANH", "FORGET");
            assertRefused(IllegalArgumentException.class, () -> trace.cell(0), "expected an LSTM", "RNN_TANH");
            assertRefused(IndexOutOfBoundsException.class, () -> trace.hidden(5), "hidden state", "0 to 4", "5");
        });
        session.step(new float[3], session.model().newState(), new float[5]);
        assertEquals(
                "[INPUT, FORGET, CELL_GATE, OUTPUT]", Gate.of(CellKind.LSTM).toString());
        assertEquals("[RESET, UPDATE, NEW]", Gate.of(CellKind.GRU).toString());
    }

    /** Two stacks of one layer each, and a projection: layers are counted as a state counts them. */
    @Test
    void layersAreCountedThroughAllStacks() {
        RecurrentSpec first = RecurrentSpec.builder(CellKind.LSTM, 3, 5)
                .name("first")
                .projSize(2)
                .buildUntrained(new SplittableRandom(1));
        RecurrentSpec second =
                RecurrentSpec.builder(CellKind.GRU, 2, 4).name("second").buildUntrained(new SplittableRandom(2));
        Session session =
                Model.of(ModelSpec.builder().add(first).add(second).build()).newSession();
        State state = session.model().newState();
        float[][] hidden = {new float[2], new float[4]};
        List<String> seen = new ArrayList<>();
        session.trace(trace -> {
            seen.add(trace.stack() + " " + trace.layer() + ", " + trace.hiddenSize() + ", " + trace.hiddenStateSize());
            trace.copyHidden(hidden[trace.layer()]);
        });
        session.step(new float[] {1, 2, 3}, state, new float[4]);
        assertEquals(List.of("first 0, 5, 2", "second 1, 4, 4"), seen);
        for (int layer = 0; layer < 2; layer++) {
            assertArrayEquals(state.hidden(layer), hidden[layer]);
        }
    }
}
