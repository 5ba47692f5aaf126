package io.github.lanewise;

import io.github.lanewise.network.GateProbe;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.Schedule;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a {@link Session} that runs batches of whole sequences. Everything is checked before anything is written. */
final class BatchRunner {
    private final ModelSpec spec;
    private final LiveNetwork live;
    private final Scratch scratch;

    BatchRunner(ModelSpec spec, LiveNetwork live, Scratch scratch) {
        this.spec = spec;
        this.live = live;
        this.scratch = scratch;
    }

    /** From and to states by layer. */
    void run(Tensor input, RunOptions options, Tensor output, @Nullable GateProbe probe) {
        boolean batchFirst = check(input, options.lengths(), output);
        int batch = SequenceShapes.batch(input, batchFirst);
        List<RecurrentStage> stages = live.now().recurrent();
        LayerStates.check("initial states", options.initialStates(), stages, batch);
        LayerStates.check("final states", options.finalStates(), stages, batch);
        float[] states = begin(input, batchFirst, options.lengths());
        LayerStates.copy(options.initialStates(), stages, scratch.schedule(), states, true);
        live.run(input.data(), 0, batchFirst, states, output.data(), 0, scratch, probe);
        LayerStates.copy(options.finalStates(), stages, scratch.schedule(), states, false);
    }

    /** From and to stacked states, of a model of one stack. */
    void run(
            Tensor input,
            StackOptions options,
            Tensor output,
            Tensor hN,
            @Nullable Tensor cN,
            @Nullable GateProbe probe) {
        boolean batchFirst = check(input, options.lengths(), output);
        RecurrentSpec stack = (RecurrentSpec) spec.layers().getFirst();
        StackedStates.check("h_n", hN, stack, input, batchFirst, stack.recurrentSize());
        StackedStates.check("h0", options.h0(), stack, input, batchFirst, stack.recurrentSize());
        StackedStates.check("c_n", cN, stack, input, batchFirst, stack.hiddenSize());
        StackedStates.check("c0", options.c0(), stack, input, batchFirst, stack.hiddenSize());
        List<RecurrentStage> stages = live.now().recurrent();
        float[] states = begin(input, batchFirst, options.lengths());
        Schedule schedule = scratch.schedule();
        StackedStates.copy(options.h0(), false, stages, schedule, states, true);
        StackedStates.copy(options.c0(), true, stages, schedule, states, true);
        live.run(input.data(), 0, batchFirst, states, output.data(), 0, scratch, probe);
        StackedStates.copy(hN, false, stages, schedule, states, false);
        StackedStates.copy(cN, true, stages, schedule, states, false);
    }

    int[] outputShape(Tensor input) {
        boolean batchFirst = SequenceShapes.batchFirst(input, spec);
        SequenceShapes.check(input, spec.inputSize(), spec.batchOrder());
        if (spec.head() == Head.EVERY_STEP) {
            int steps = spec.outputRows(SequenceShapes.steps(input, batchFirst));
            return SequenceShapes.everyStep(input, batchFirst, steps, spec.outputSize());
        }
        return input.rank() == 2
                ? new int[] {spec.outputSize()}
                : new int[] {SequenceShapes.batch(input, batchFirst), spec.outputSize()};
    }

    /** Refuses a batch that cannot be computed; returns whether it is (N, T, features). */
    private boolean check(Tensor input, int @Nullable [] lengths, Tensor output) {
        boolean batchFirst = SequenceShapes.batchFirst(input, spec);
        SequenceShapes.check(input, spec.inputSize(), spec.batchOrder());
        SequenceShapes.checkLengths(lengths, input, batchFirst);
        int steps = SequenceShapes.steps(input, batchFirst);
        boolean fits = spec.head() == Head.EVERY_STEP
                ? SequenceShapes.isEveryStep(output, input, batchFirst, spec.outputRows(steps), spec.outputSize())
                : SequenceShapes.isOneRowEach(output, input, batchFirst, spec.outputSize());
        if (!fits) {
            output.requireShape("output", outputShape(input));
        }
        int batch = SequenceShapes.batch(input, batchFirst);
        live.now().checkSequences(input.data(), lengths, steps, batch, batchFirst);
        return batchFirst;
    }

    /** The batch's states, where its sequences begin. */
    private float[] begin(Tensor input, boolean batchFirst, int @Nullable [] lengths) {
        int batch = SequenceShapes.batch(input, batchFirst);
        scratch.schedule().set(SequenceShapes.steps(input, batchFirst), batch, lengths);
        Network network = live.now();
        float[] states = scratch.states((long) batch * network.stateFloats());
        network.begin(states, batch);
        return states;
    }
}
