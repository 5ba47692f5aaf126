package io.github.lanewise.bench.comparison;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;

/**
 * What every engine computes: a stack of LSTM layers over a batch of sequences, time first.
 *
 * @param kind how the stack is called
 * @param stack the layers, with weights
 * @param steps time steps (T) of a call
 * @param batch sequences (N) of a call
 */
public record Workload(Kind kind, RecurrentSpec stack, int steps, int batch) {
    /** How the stack is called. */
    public enum Kind {
        /** One step of one stream a call; the state goes on from call to call. */
        STEP,
        /** A whole sequence a call, from zeros. */
        SEQUENCE,
        /** A batch of whole sequences a call, from zeros. */
        BATCH
    }

    /**
     * One step of one stream.
     *
     * @param input features
     * @param hidden units
     * @return the workload, with the same random weights each time
     */
    public static Workload step(int input, int hidden) {
        return new Workload(Kind.STEP, random(input, hidden, 1, false), 1, 1);
    }

    /**
     * A sequence of one stream.
     *
     * @param input features
     * @param hidden units
     * @param layers in the stack
     * @param bidirectional both directions
     * @param steps time steps
     * @return the workload, with the same random weights each time
     */
    public static Workload sequence(int input, int hidden, int layers, boolean bidirectional, int steps) {
        return new Workload(Kind.SEQUENCE, random(input, hidden, layers, bidirectional), steps, 1);
    }

    /**
     * A batch of sequences.
     *
     * @param input features
     * @param hidden units
     * @param steps time steps
     * @param batch sequences
     * @return the workload, with the same random weights each time
     */
    public static Workload batch(int input, int hidden, int steps, int batch) {
        return new Workload(Kind.BATCH, random(input, hidden, 1, false), steps, batch);
    }

    private static RecurrentSpec random(int input, int hidden, int layers, boolean bidirectional) {
        return RecurrentSpec.builder(CellKind.LSTM, input, hidden)
                .numLayers(layers)
                .bidirectional(bidirectional)
                .buildRandom(new SplittableRandom(input + hidden));
    }

    /**
     * Floats of the input of a call.
     *
     * @return T N times the input's features
     */
    public int inputFloats() {
        return steps * batch * stack.inputSize();
    }

    /**
     * Floats of the output of a call.
     *
     * @return T N times directions times units
     */
    public int outputFloats() {
        return steps * batch * stack.directions() * stack.hiddenSize();
    }

    /**
     * What the weight matrices take in memory.
     *
     * @return bytes, four a weight
     */
    public long weightBytes() {
        return stack.weights().stream()
                .mapToLong(cell -> floats(cell.weightIh()) + floats(cell.weightHh()))
                .map(floats -> floats * Float.BYTES)
                .sum();
    }

    private static long floats(Tensor tensor) {
        return tensor.data().length;
    }

    /**
     * Multiplications and additions of a call's matrix products.
     *
     * @return floating-point operations
     */
    public double flops() {
        return weightBytes() / (double) Float.BYTES * 2 * steps * batch;
    }

    /**
     * Input and hidden size.
     *
     * @return for instance {@code 128x128}
     */
    public String shape() {
        return stack.inputSize() + "x" + stack.hiddenSize();
    }
}
