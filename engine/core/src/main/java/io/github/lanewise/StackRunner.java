package io.github.lanewise;

import io.github.lanewise.network.GateProbe;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent stack over whole sequences with PyTorch's shapes, and the scratch for it: what {@link Lstm}, {@link Gru} and
 * {@link Rnn} have in common. Not thread-safe.
 */
final class StackRunner {
    private final LiveNetwork live;
    private final RecurrentSpec stack;
    private final boolean batchFirst;
    private final Scratch scratch = new Scratch();
    private @Nullable GateProbe probe;

    StackRunner(LiveNetwork live, RecurrentSpec stack, boolean batchFirst) {
        this.live = live;
        this.stack = stack;
        this.batchFirst = batchFirst;
    }

    static Compilation compile(RecurrentSpec stack, Backend backend, CellKind... kinds) {
        if (!List.of(kinds).contains(stack.kind())) {
            throw new IllegalArgumentException("expected a stack of " + List.of(kinds) + ", found " + stack.describe());
        }
        return Compilation.of(ModelSpec.ofStack(stack, false), backend, null);
    }

    void trace(@Nullable GateListener listener) {
        probe = listener == null ? null : Session.probe(listener);
    }

    void run(
            Tensor input,
            @Nullable Tensor h0,
            @Nullable Tensor c0,
            int @Nullable [] lengths,
            Tensor output,
            Tensor hN,
            @Nullable Tensor cN) {
        SequenceShapes.check(input, stack.inputSize(), batchFirst);
        int steps = SequenceShapes.steps(input, batchFirst);
        int batch = SequenceShapes.batch(input, batchFirst);
        if (lengths != null && input.rank() == 2) {
            throw new IllegalArgumentException("lengths: expected none for an input without a batch, found "
                    + lengths.length + "; give the input a batch dimension, or cut it to its length");
        }
        SequenceShapes.checkLengths(lengths, steps, batch);
        if (!SequenceShapes.isEveryStep(output, input, stack.outputSize())) {
            output.requireShape("output", outputShape(input));
        }
        checkState("h_n", hN, input, stack.recurrentSize());
        checkState("h0", h0, input, stack.recurrentSize());
        checkState("c_n", cN, input, stack.hiddenSize());
        checkState("c0", c0, input, stack.hiddenSize());
        Network network = live.now();
        scratch.schedule().set(steps, batch, lengths);
        float[] states = scratch.states((long) batch * network.stateFloats());
        network.begin(states, batch);
        copyStates(states, batch, h0, false, true);
        copyStates(states, batch, c0, true, true);
        live.run(input.data(), batchFirst && input.rank() == 3, states, output.data(), scratch, probe);
        copyStates(states, batch, hN, false, false);
        copyStates(states, batch, cN, true, false);
    }

    int[] outputShape(Tensor input) {
        SequenceShapes.check(input, stack.inputSize(), batchFirst);
        return SequenceShapes.everyStep(input, stack.outputSize());
    }

    int[] stateShape(Tensor input, int size) {
        int layers = stack.numLayers() * stack.directions();
        return input.rank() == 2
                ? new int[] {layers, size}
                : new int[] {layers, SequenceShapes.batch(input, batchFirst), size};
    }

    private void checkState(String what, @Nullable Tensor state, Tensor input, int size) {
        if (state == null) {
            return;
        }
        boolean fits = input.rank() == 2
                ? state.rank() == 2
                : state.rank() == 3 && state.size(1) == input.size(batchFirst ? 0 : 1);
        if (!fits || state.size(0) != stack.numLayers() * stack.directions() || state.size(state.rank() - 1) != size) {
            state.requireShape(what, stateShape(input, size));
        }
    }

    /** Copies one kind of state of every layer and direction, in or out, between the caller's order and ours. */
    private void copyStates(float[] states, int batch, @Nullable Tensor tensor, boolean cellState, boolean in) {
        if (tensor == null) {
            return;
        }
        int size = tensor.size(tensor.rank() - 1);
        int at = 0;
        for (int i = 0; i < stack.numLayers(); i++) {
            RecurrentStage stage = live.now().recurrent().get(i);
            for (int direction = 0; direction < stage.directions(); direction++) {
                BatchStates.copy(stage, direction, cellState, scratch.schedule(), states, tensor, at, in);
                at += batch * size;
            }
        }
    }
}
