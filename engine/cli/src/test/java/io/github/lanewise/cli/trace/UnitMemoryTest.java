package io.github.lanewise.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Half-lives, saturated and dead units of cells whose gates are fixed by their biases. */
class UnitMemoryTest {
    /** The bias that makes a gate a value. */
    private static float logit(double gate) {
        return (float) Math.log(gate / (1 - gate));
    }

    /** A cell of two units without any weights but biases. */
    private static LayerTrace trace(CellKind kind, float... bias) {
        int rows = kind.gates() * 2;
        CellWeights weights = new CellWeights(
                Tensor.zeros(rows, 1), Tensor.zeros(rows, 2), Tensor.of(bias, rows), Tensor.zeros(rows), null, null);
        RecurrentSpec stack = RecurrentSpec.builder(kind, 1, 2).build(List.of(weights), null, null);
        Model model = Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR);
        return Recording.of(model, Tensor.zeros(20, 1), null, null).layers().getFirst();
    }

    @Test
    void halfLifeIsThatOfTheForgetGate() {
        float[] bias = {0, 0, logit(0.5), logit(0.9), 0, 0, 0, 0};
        UnitMemory memory = new UnitMemory(trace(CellKind.LSTM, bias));
        assertEquals(Signal.FORGET_GATE, memory.keeping());
        assertEquals(1, memory.halfLives()[0], 1e-5);
        assertEquals(Math.log(0.5) / Math.log(0.9), memory.halfLives()[1], 1e-4);
        assertEquals(1, memory.medianHalfLife(), 1e-5);
    }

    @Test
    void halfLifeOfAGruIsThatOfTheUpdateGate() {
        float[] bias = {0, 0, logit(0.25), 40, 0, 0};
        UnitMemory memory = new UnitMemory(trace(CellKind.GRU, bias));
        assertEquals(0.5, memory.halfLives()[0], 1e-5);
        assertEquals(Double.POSITIVE_INFINITY, memory.halfLives()[1]);
    }

    @Test
    void gatesBeyondTheBoundsAreSaturated() {
        float[] bias = {logit(0.995), logit(0.98), logit(0.005), logit(0.02), 0, 0, 0, 0};
        UnitMemory memory = new UnitMemory(trace(CellKind.LSTM, bias));
        assertEquals(List.of(0), memory.open(Signal.INPUT_GATE));
        assertEquals(List.of(), memory.shut(Signal.INPUT_GATE));
        assertEquals(List.of(0), memory.shut(Signal.FORGET_GATE));
        assertEquals(List.of(), memory.open(Signal.OUTPUT_GATE));
        assertEquals(List.of(0), memory.saturated());
    }

    /** The cell of the first unit fills, that of the second has nothing to let in. */
    @Test
    void unitsThatDoNotMoveAreDead() {
        float[] bias = {0, 0, 3, 3, 1, 0, 0, 0};
        assertEquals(List.of(1), new UnitMemory(trace(CellKind.LSTM, bias)).dead());
    }

    @Test
    void anRnnHasNoGateThatKeeps() {
        UnitMemory memory = new UnitMemory(trace(CellKind.RNN_TANH, 1, 0));
        assertNull(memory.keeping());
        assertEquals(0, memory.halfLives().length);
        assertTrue(Double.isNaN(memory.medianHalfLife()));
        assertEquals(List.of(), memory.gates());
    }
}
