package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The shapes of nn.LSTM, nn.GRU and nn.RNN, and what is refused. */
class StackShapesTest {
    private static RecurrentSpec stack(CellKind kind) {
        return RecurrentSpec.builder(kind, 3, 5)
                .numLayers(2)
                .bidirectional(true)
                .projSize(kind == CellKind.LSTM ? 2 : 0)
                .buildUntrained(new SplittableRandom(1));
    }

    private static void assertShape(Tensor tensor, int... shape) {
        assertArrayEquals(shape, tensor.shape());
    }

    @Test
    void statesHaveTheBatchInTheMiddleEvenIfBatchFirst() {
        Lstm lstm = Lstm.of(Model.of(ModelSpec.ofStack(stack(CellKind.LSTM), true), Backend.AUTO));
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
                () -> lstm.run(input, StackOptions.none().h0(Tensor.zeros(4, 7, 5))),
                "h0",
                "(4, 7, 2)",
                "(4, 7, 5)");
        assertRefused(
                IllegalArgumentException.class,
                () -> lstm.run(input, StackOptions.none().c0(Tensor.zeros(4, 5))),
                "c0",
                "(4, 7, 5)",
                "(4, 5)");
        assertRefused(
                IllegalArgumentException.class,
                () -> lstm.run(Tensor.zeros(6, 3), StackOptions.none().lengths(new int[] {6})),
                "lengths",
                "without a batch");
        assertRefused(IllegalArgumentException.class, () -> Gru.of(stack(CellKind.LSTM)), "[GRU]", "LSTM(3, 5");
        assertRefused(IllegalArgumentException.class, () -> Rnn.of(stack(CellKind.GRU)), "RNN_TANH", "GRU(3, 5");
    }

    @Test
    void aStackIsTheFaceOfAModel() {
        ModelSpec spec = ModelSpec.ofStack(stack(CellKind.LSTM), true);
        Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(2), 4 * 6 * 3, 0), 4, 6, 3);
        LstmOutput expected = Lstm.of(Model.of(spec, Backend.SCALAR)).run(input);
        try (Model model = new Model(spec, Backend.VECTOR, 2)) {
            Lstm lstm = Lstm.of(model);
            List<String> seen = new ArrayList<>();
            Session session = lstm.newSession();
            session.trace(trace -> seen.add(trace.stack() + trace.layer()));
            LstmOutput output = lstm.newOutput(input);
            lstm.run(session, input, StackOptions.none(), output);
            Bits.assertSame("output", expected.output().data(), output.output().data());
            Bits.assertSame("c_n", expected.cN().data(), output.cN().data());
            assertEquals(4 * 6 * 4, seen.size());
            assertEquals(model, lstm.model());
        }
    }

    @Test
    void refusesWhatIsNoStackOfItsKind() {
        ModelSpec spec = ModelSpec.ofStack(stack(CellKind.GRU), false);
        Gru gru = Gru.of(Model.of(spec));
        Tensor input = Tensor.zeros(6, 7, 3);
        assertRefused(
                IllegalArgumentException.class,
                () -> gru.run(input, StackOptions.none().c0(Tensor.zeros(4, 7, 5))),
                "c0: expected none",
                "no cell state",
                "(4, 7, 5)");
        Session other = Model.of(spec).newSession();
        assertRefused(
                IllegalArgumentException.class,
                () -> gru.run(other, input, StackOptions.none(), gru.newOutput(input)),
                "session: expected one of this stack's model",
                "newSession()");
        assertRefused(IllegalArgumentException.class, () -> Lstm.of(Model.of(spec)), "one stack of [LSTM]", "GRU(3, 5");
        Model longer = Model.of(ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, 3, 5).name("lstm").buildUntrained(new SplittableRandom(1)))
                .activation(ActivationSpec.Function.TANH)
                .build());
        assertRefused(IllegalArgumentException.class, () -> Lstm.of(longer), "one stack of [LSTM]", "LSTM(3, 5) -> ");
        Model unknown = Model.of(ModelSpec.ofStack(stack(CellKind.GRU), BatchOrder.UNKNOWN));
        assertRefused(IllegalArgumentException.class, () -> Gru.of(unknown), "batch order is known");
    }
}
