package io.github.lanewise.cli;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Inputs for a model, made from a seed: the same seed gives the same inputs. */
final class SeededInputs {
    /** Neither a multiple of the lanes nor of the rows that kernels take at a time. */
    private static final int STEPS = 11;

    private static final int BATCH = 5;

    /** What breaks careless arithmetic. */
    private static final float[] HOSTILE = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Math.nextDown(Float.MIN_NORMAL),
        Float.MIN_NORMAL,
        1e-30f,
        88.8f,
        -103.9f,
        1e30f,
        -1e30f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
    };

    private final ModelSpec spec;
    private final SplittableRandom random;

    SeededInputs(ModelSpec spec, long seed) {
        this.spec = spec;
        this.random = new SplittableRandom(seed);
    }

    /** A batch of ordinary numbers, with initial states where the model takes them, and lengths. */
    Sequences ordinary() {
        return sequences(0);
    }

    /** The same with numbers that break careless arithmetic, more of them from sequence to sequence. */
    Sequences hostile() {
        return sequences(0.1);
    }

    private Sequences sequences(double hostileShare) {
        boolean batchFirst = spec.batchOrder() == BatchOrder.BATCH_FIRST;
        int[] shape =
                batchFirst ? new int[] {BATCH, STEPS, spec.inputSize()} : new int[] {STEPS, BATCH, spec.inputSize()};
        Tensor input = Tensor.zeros(shape);
        for (int i = 0; i < input.data().length; i++) {
            int at = i / spec.inputSize();
            int row = batchFirst ? at / STEPS : at % BATCH;
            input.data()[i] = number(hostileShare * row / BATCH);
        }
        @Nullable RecurrentSpec stack = spec.singleStack();
        return new Sequences(
                spec,
                input,
                stack == null ? null : states(stack, stack.recurrentSize()),
                stack == null || stack.kind() != CellKind.LSTM ? null : states(stack, stack.hiddenSize()),
                lengths(BATCH, STEPS));
    }

    /** Lengths of a batch, the first of them as long as can be. */
    int[] lengths(int batch, int steps) {
        int[] lengths = new int[batch];
        for (int row = 0; row < batch; row++) {
            lengths[row] = row == 0 ? steps : 1 + random.nextInt(steps);
        }
        return lengths;
    }

    private float number(double hostileShare) {
        if (spec.layers().getFirst() instanceof EmbeddingSpec embedding) {
            return random.nextInt(embedding.firstToken(), embedding.tokens());
        }
        return random.nextDouble() < hostileShare
                ? HOSTILE[random.nextInt(HOSTILE.length)]
                : (float) (random.nextDouble() * 4 - 2);
    }

    private Tensor states(RecurrentSpec stack, int size) {
        Tensor states = Tensor.zeros(stack.numLayers() * stack.directions(), BATCH, size);
        for (int i = 0; i < states.data().length; i++) {
            states.data()[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return states;
    }
}
