package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A batch for a stack; GRU and RNN leave the cell state empty. */
final class StackCase {
    private final RecurrentSpec stack;
    private final Tensor input;
    private final @Nullable Tensor h0;
    private final @Nullable Tensor c0;
    private final int @Nullable [] lengths;

    StackCase(RecurrentSpec stack, Tensor input, @Nullable Tensor h0, @Nullable Tensor c0, int @Nullable [] lengths) {
        this.stack = stack;
        this.input = input;
        this.h0 = h0;
        this.c0 = c0;
        this.lengths = lengths;
    }

    static StackCase random(
            SplittableRandom random, RecurrentSpec stack, int batch, int steps, int @Nullable [] lengths) {
        double share = random.nextInt(3) == 0 ? 0.02 : 0;
        int layers = stack.numLayers() * stack.directions();
        int features = stack.inputSize();
        Tensor input = Tensor.of(Hostile.floats(random, steps * batch * features, share), steps, batch, features);
        if (random.nextBoolean()) {
            return new StackCase(stack, input, null, null, lengths);
        }
        int recurrent = stack.recurrentSize();
        int hidden = stack.hiddenSize();
        Tensor h0 = Tensor.of(Hostile.floats(random, layers * batch * recurrent, share), layers, batch, recurrent);
        Tensor c0 = Tensor.of(Hostile.floats(random, layers * batch * hidden, share), layers, batch, hidden);
        return new StackCase(stack, input, h0, stack.kind() == CellKind.LSTM ? c0 : null, lengths);
    }

    LstmOutput run(Backend backend) {
        return run(Model.of(ModelSpec.ofStack(stack, false), backend));
    }

    /** Runs on a model of the stack. */
    LstmOutput run(Model model) {
        StackOptions options = StackOptions.none().lengths(lengths).h0(h0).c0(c0);
        return switch (stack.kind()) {
            case LSTM -> Lstm.of(model).run(input, options);
            case GRU -> withoutCell(Gru.of(model).run(input, options));
            case RNN_TANH, RNN_RELU -> withoutCell(Rnn.of(model).run(input, options));
        };
    }

    private static LstmOutput withoutCell(RecurrentOutput output) {
        return new LstmOutput(output.output(), output.hN(), Tensor.zeros(0));
    }

    void assertSame(String what, LstmOutput expected, LstmOutput found) {
        Bits.assertSame(
                what + ", output", expected.output().data(), found.output().data());
        Bits.assertSame(what + ", h_n", expected.hN().data(), found.hN().data());
        Bits.assertSame(what + ", c_n", expected.cN().data(), found.cN().data());
    }

    /** Each sequence alone, cut to its length, without a batch. */
    void assertRowsAlone(Backend backend, LstmOutput together) {
        for (int row = 0; row < input.size(1); row++) {
            int steps = lengths == null ? input.size(0) : lengths[row];
            Tensor alone = cut(input, row, steps);
            LstmOutput found = new StackCase(
                            stack, alone, h0 == null ? null : ofRow(h0, row), c0 == null ? null : ofRow(c0, row), null)
                    .run(backend);
            Tensor cN = together.cN().rank() == 1 ? together.cN() : ofRow(together.cN(), row);
            LstmOutput expected = new LstmOutput(cut(together.output(), row, steps), ofRow(together.hN(), row), cN);
            assertSame(stack.describe() + " on " + backend + ", row " + row + " alone", expected, found);
        }
    }

    /** The first steps of a sequence of a (T, N, features) batch. */
    private static Tensor cut(Tensor batch, int row, int steps) {
        int features = batch.size(2);
        float[] data = new float[steps * features];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(batch.data(), (t * batch.size(1) + row) * features, data, t * features, features);
        }
        return Tensor.of(data, steps, features);
    }

    /** A sequence's part of a (layers, N, size) state. */
    private static Tensor ofRow(Tensor state, int row) {
        return cut(state, row, state.size(0));
    }
}
