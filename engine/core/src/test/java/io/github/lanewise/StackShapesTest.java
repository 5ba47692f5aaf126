package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The shapes of nn.LSTM, nn.GRU and nn.RNN, and what is refused. */
class StackShapesTest {
    private static RecurrentSpec stack(CellKind kind) {
        return RecurrentSpec.builder(kind, 3, 5)
                .numLayers(2)
                .bidirectional(true)
                .projSize(kind == CellKind.LSTM ? 2 : 0)
                .buildRandom(new SplittableRandom(1));
    }

    private static void assertShape(Tensor tensor, int... shape) {
        assertArrayEquals(shape, tensor.shape());
    }

    @Test
    void statesHaveTheBatchInTheMiddleEvenIfBatchFirst() {
        Lstm lstm = Lstm.of(stack(CellKind.LSTM), true, Backend.AUTO);
        LstmOutput output = lstm.run(Tensor.zeros(4, 6, 3));
        assertShape(output.output(), 4, 6, 4);
        assertShape(output.hN(), 4, 4, 2);
        assertShape(output.cN(), 4, 4, 5);
        LstmOutput unbatched = lstm.run(Tensor.zeros(6, 3));
        assertShape(unbatched.output(), 6, 4);
        assertShape(unbatched.hN(), 4, 2);
        assertShape(unbatched.cN(), 4, 5);
        RecurrentOutput gru = Gru.of(stack(CellKind.GRU)).run(Tensor.zeros(6, 7, 3));
        assertShape(gru.output(), 6, 7, 10);
        assertShape(gru.hN(), 4, 7, 5);
        assertEquals(0, lstm.run(Tensor.zeros(0, 6, 3)).output().data().length);
    }

    @Test
    void refusesWrongShapes() {
        Lstm lstm = Lstm.of(stack(CellKind.LSTM));
        Tensor input = Tensor.zeros(6, 7, 3);
        assertRefused(IllegalArgumentException.class, () -> lstm.run(Tensor.zeros(6, 7, 2)), "(T, N, 3)", "(6, 7, 2)");
        assertRefused(IllegalArgumentException.class, () -> lstm.run(Tensor.zeros(0, 7, 3)), "at least one time step");
        assertRefused(
                IllegalArgumentException.class,
                () -> lstm.run(input, Tensor.zeros(4, 7, 5), null, null),
                "h0",
                "(4, 7, 2)",
                "(4, 7, 5)");
        assertRefused(
                IllegalArgumentException.class,
                () -> lstm.run(input, null, Tensor.zeros(4, 5), null),
                "c0",
                "(4, 7, 5)",
                "(4, 5)");
        assertRefused(
                IllegalArgumentException.class,
                () -> lstm.run(Tensor.zeros(6, 3), null, null, new int[] {6}),
                "lengths",
                "without a batch");
        assertRefused(IllegalArgumentException.class, () -> Gru.of(stack(CellKind.LSTM)), "[GRU]", "LSTM(3, 5");
        assertRefused(IllegalArgumentException.class, () -> Rnn.of(stack(CellKind.GRU)), "RNN_TANH", "GRU(3, 5");
    }
}
