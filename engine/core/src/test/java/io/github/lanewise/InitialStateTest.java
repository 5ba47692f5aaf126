package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Initial states that a model has stored: where every sequence and stream begins. */
class InitialStateTest {
    private static RecurrentSpec stack(boolean bidirectional) {
        return RecurrentSpec.builder(CellKind.LSTM, 3, 5)
                .numLayers(2)
                .bidirectional(bidirectional)
                .initialStates(true, true)
                .buildUntrained(new SplittableRandom(9));
    }

    /** A (layers, size) state for each of several sequences. */
    private static Tensor repeated(Tensor state, int batch) {
        int size = state.size(1);
        Tensor repeated = Tensor.zeros(state.size(0), batch, size);
        for (int i = 0; i < state.size(0) * batch; i++) {
            System.arraycopy(state.data(), i / batch * size, repeated.data(), i * size, size);
        }
        return repeated;
    }

    @Test
    void aBatchBeginsFromThem() {
        RecurrentSpec stack = stack(true);
        Tensor input = Tensor.of(Hostile.floats(new SplittableRandom(10), 6 * 3 * 3, 0), 6, 3, 3);
        int[] lengths = {2, 6, 4};
        Tensor h0 = repeated(Objects.requireNonNull(stack.initialHidden()), 3);
        Tensor c0 = repeated(Objects.requireNonNull(stack.initialCell()), 3);
        LstmOutput given = Lstm.of(stack)
                .run(input, StackOptions.none().lengths(lengths).h0(h0).c0(c0));
        LstmOutput stored = Lstm.of(stack).run(input, StackOptions.none().lengths(lengths));
        Bits.assertSame("output", given.output().data(), stored.output().data());
        Bits.assertSame("h_n", given.hN().data(), stored.hN().data());
        Bits.assertSame("c_n", given.cN().data(), stored.cN().data());
        Tensor output = Model.of(ModelSpec.ofStack(stack, false))
                .newSession()
                .run(input, RunOptions.none().lengths(lengths));
        Bits.assertSame("session", given.output().data(), output.data());
    }

    @Test
    void aStreamBeginsFromThem() {
        RecurrentSpec stack = stack(false);
        Session session = Model.of(ModelSpec.ofStack(stack, false)).newSession();
        State state = session.model().newStates(3).get(2);
        float[] hidden = Objects.requireNonNull(stack.initialHidden()).data();
        float[] cell = Objects.requireNonNull(stack.initialCell()).data();
        assertArrayEquals(row(hidden, 1), state.hidden(1));
        assertArrayEquals(row(cell, 0), state.cell(0));
        session.step(new float[] {1, 2, 3}, state, new float[5]);
        state.reset();
        assertArrayEquals(row(hidden, 0), state.hidden(0));
        assertArrayEquals(row(cell, 1), state.cell(1));
    }

    private static float[] row(float[] states, int layer) {
        float[] row = new float[5];
        System.arraycopy(states, layer * 5, row, 0, 5);
        return row;
    }
}
