package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.textbook.RoundedWeights;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What every engine computes: a model over a batch of sequences, time first. All but chunks are a stack of LSTM layers.
 *
 * @param kind how the model is called
 * @param model the layers, with weights
 * @param steps time steps (T) of a call
 * @param batch sequences (N) of a call
 * @param graph the model's own ONNX file; null for one that has none
 */
public record Workload(
        Kind kind,
        ModelSpec model,
        int steps,
        int batch,
        @Nullable Path graph) {
    /** How the model is called. */
    public enum Kind {
        /** One step of one stream a call; the state goes on from call to call. */
        STEP,
        /** A whole sequence a call, from zeros. */
        SEQUENCE,
        /** A batch of whole sequences a call, from zeros. */
        BATCH,
        /** One step of each of many streams a call; their states go on from call to call, a stream's apart from the others'. */
        STREAMS,
        /** One chunk of a recording a call, through a published model; the state goes on from call to call. */
        CHUNK
    }

    private static Workload of(Kind kind, RecurrentSpec stack, int steps, int batch) {
        return new Workload(kind, ModelSpec.ofStack(stack, false), steps, batch, null);
    }

    /**
     * Silero VAD, one chunk of a recording at 16 kHz.
     *
     * @param graph the published ONNX file
     * @return the workload
     * @throws IllegalArgumentException if the file is another
     * @throws IOException if it cannot be read
     */
    public static Workload chunk(Path graph) throws IOException {
        ModelFile file = ModelFiles.read(graph);
        if (file.audio() == null) {
            throw new IllegalArgumentException(
                    graph + ": expected Silero VAD, found " + file.spec().describe());
        }
        return new Workload(Kind.CHUNK, file.spec(), 1, 1, graph);
    }

    /**
     * One step of one stream.
     *
     * @param input features
     * @param hidden units
     * @return the workload, with the same random weights each time
     */
    public static Workload step(int input, int hidden) {
        return step(input, hidden, 1);
    }

    /**
     * One step of one stream through several layers.
     *
     * @param input features
     * @param hidden units of each
     * @param layers in the stack
     * @return the workload, with the same random weights each time
     */
    static Workload step(int input, int hidden, int layers) {
        return of(Kind.STEP, random(input, hidden, layers, false), 1, 1);
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
        return of(Kind.SEQUENCE, random(input, hidden, layers, bidirectional), steps, 1);
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
        return of(Kind.BATCH, random(input, hidden, 1, false), steps, batch);
    }

    /**
     * One step of each of many streams.
     *
     * @param input features
     * @param hidden units
     * @param streams how many
     * @return the workload, with the same random weights each time
     */
    public static Workload streams(int input, int hidden, int streams) {
        return of(Kind.STREAMS, random(input, hidden, 1, false), 1, streams);
    }

    private static RecurrentSpec random(int input, int hidden, int layers, boolean bidirectional) {
        return RecurrentSpec.builder(CellKind.LSTM, input, hidden)
                .numLayers(layers)
                .bidirectional(bidirectional)
                .buildUntrained(new SplittableRandom(input + hidden));
    }

    /**
     * The same, with its own ONNX file.
     *
     * @param file the model as a graph
     * @return a workload that an engine for graphs reads from there
     */
    public Workload withGraph(Path file) {
        return new Workload(kind, model, steps, batch, file);
    }

    /**
     * The same, with the weight matrices of all layers in one precision.
     *
     * @param precision of the weights
     * @return a workload with the same layers
     */
    public Workload withPrecision(Precision precision) {
        return new Workload(kind, model.withPrecision(precision), steps, batch, graph);
    }

    /**
     * The same in float32, with the weights that its precisions make of them.
     *
     * @return a workload of which the engine gives the same answers; in bf16 the same bits
     */
    Workload rounded() {
        return new Workload(kind, RoundedWeights.of(model), steps, batch, graph);
    }

    /**
     * The layers of every workload but chunks.
     *
     * @return one stack
     * @throws IllegalStateException for a chunk
     */
    public RecurrentSpec stack() {
        RecurrentSpec stack = model.singleStack();
        if (stack == null) {
            throw new IllegalStateException(kind + " has other layers too");
        }
        return stack;
    }

    /**
     * Whether a call is one row of each stream, whose state goes on to the next.
     *
     * @return true for steps, chunks and many streams
     */
    public boolean isStream() {
        return kind == Kind.STEP || kind == Kind.CHUNK || kind == Kind.STREAMS;
    }

    /**
     * Floats of the input of a call.
     *
     * @return T N times the input's features
     */
    public int inputFloats() {
        return steps * batch * model.inputSize();
    }

    /**
     * Floats of the output of a call.
     *
     * @return T N times the output's features
     */
    public int outputFloats() {
        return steps * batch * model.outputSize();
    }

    /**
     * What the weight matrices take in memory.
     *
     * @return bytes: 32, 16, 8 or 4.5 bits a weight, as the layer's precision says
     */
    public long weightBytes() {
        double bits = 0;
        for (int layer = 0; layer < model.layers().size(); layer++) {
            bits += products(model.layers().get(layer)) * bits(model.precision(layer));
        }
        return Math.round(bits / Byte.SIZE);
    }

    private static double bits(Precision precision) {
        return switch (precision) {
            case FP32 -> Float.SIZE;
            case BF16 -> Short.SIZE;
            case INT8 -> Byte.SIZE;
            case INT4 -> 4.5;
        };
    }

    /** Elements of a layer's matrices. */
    private static long products(LayerSpec layer) {
        return layer.tensors().values().stream()
                .filter(tensor -> tensor.rank() > 1)
                .mapToLong(tensor -> tensor.data().length)
                .sum();
    }

    /**
     * Multiplications and additions of a call's matrix products.
     *
     * @return floating-point operations
     */
    public double flops() {
        return model.layers().stream()
                .mapToDouble(layer -> 2.0 * steps * batch * positions(layer) * products(layer))
                .sum();
    }

    /** How often a row meets a layer's weights. */
    private static int positions(LayerSpec layer) {
        return layer instanceof Conv1dSpec convolution ? convolution.outPositions() : 1;
    }

    /**
     * Input and hidden size.
     *
     * @return for instance {@code 128x128}; of a chunk, the layers
     */
    public String shape() {
        return kind == Kind.CHUNK ? model.describe() : stack().inputSize() + "x" + stack().hiddenSize();
    }
}
