package io.github.lanewise.formats.onnx;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.fold.FoldedGraph;
import io.github.lanewise.formats.onnx.graph.GraphFolder;
import io.github.lanewise.formats.onnx.proto.ModelFolder;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.proto.Siblings;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An ONNX model whose graph is of the family that Lanewise runs: LSTM, GRU and RNN nodes with all their attributes, and the
 * embeddings, linear layers, convolutions, normalizations, activations and movements of axes that exporters write around
 * them. The graph is folded into a {@link ModelSpec}, exactly or not at all: any other node is refused by its name, operator
 * and attribute. Immutable and thread-safe.
 *
 * <p>Versions 7 to 25 of ONNX's operators are read, and computed as their specification says. ONNX Runtime differs from it in
 * three points. The final states of a sequence of length 0 are its initial states; the runtime gives zeros. Affine and
 * ScaledTanh need their alpha and beta: they are no ONNX operators, so they have no defaults. ThresholdedRelu's alpha is 1 by
 * default, as that of the operator. Where the specification leaves a question open, Lanewise does what the runtime does:
 * input_forget means f = 1 - i, and the clip does not bound the cell state on its way to h.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__LSTM.html">the LSTM operator</a>
 */
public final class OnnxModel {
    private static final String INITIAL_STATES = "initial states";

    private final Path path;
    private final FoldedGraph graph;
    private final ModelSpec spec;

    private OnnxModel(Path path, FoldedGraph graph, ModelSpec spec) {
        this.path = path;
        this.graph = graph;
        this.spec = spec;
    }

    private static OnnxModel of(Path path, FoldedGraph graph, BatchOrder asked) {
        boolean open = graph.spec().batchOrder() == BatchOrder.UNKNOWN;
        return new OnnxModel(path, graph, open ? graph.spec().withBatchOrder(asked) : graph.spec());
    }

    /**
     * Reads a model whose weights are all in the file, or in files beside it.
     *
     * @param path an {@code .onnx} file
     * @return the model
     * @throws FormatException if the file is no such model, or has nodes that do not fold into layers, or names a file
     *     beside it that is not there, not as long as its tensors need, or outside of the model's folder
     * @throws IOException if it cannot be read
     */
    public static OnnxModel read(Path path) throws IOException {
        return read(path, Map.of());
    }

    /**
     * Reads a model of which some weights may be inputs.
     *
     * @param path an {@code .onnx} file
     * @param bound tensors by the names of the graph's inputs; those at a weight's place become the weights, the others are
     *     ignored
     * @return the model
     * @throws FormatException if the file is no such model, or has nodes that do not fold into layers
     * @throws IOException if it cannot be read
     */
    public static OnnxModel read(Path path, Map<String, Tensor> bound) throws IOException {
        return read(FileContents.read(path), bound, ReadOptions.NONE);
    }

    /**
     * Reads a model that is in memory.
     *
     * @param contents of an {@code .onnx} file
     * @param bound tensors by the names of the graph's inputs; those at a weight's place become the weights, the others are
     *     ignored
     * @param options inputs that are the same in every run, a sample rate for a model that is made for several, a batch order
     *     for one that leaves it open; what else there is the graph says itself
     * @return the model
     * @throws FormatException if the bytes are no such model, the graph has nodes that do not fold into layers or is not
     *     made for the rate, or an option contradicts the graph or is of no use to it
     * @throws IOException if a file beside it with its weights cannot be read
     */
    public static OnnxModel read(FileContents contents, Map<String, Tensor> bound, ReadOptions options)
            throws IOException {
        OnnxModel model = fold(contents, bound, options);
        OptionChecks.requireAgreement(model.file(), options);
        return model;
    }

    /**
     * Reads a model and leaves it to the caller whether sample rate and batch order agree with it.
     *
     * @param contents of an {@code .onnx} file
     * @param bound tensors by the names of the graph's inputs
     * @param options inputs that are the same in every run, a sample rate for a model that is made for several
     * @return the model
     * @throws FormatException if the bytes are no such model, or the graph has nodes that do not fold into layers
     * @throws IOException if a file beside it with its weights cannot be read
     */
    public static OnnxModel fold(FileContents contents, Map<String, Tensor> bound, ReadOptions options)
            throws IOException {
        Path path = contents.path();
        OptionChecks.requireDescribed(path, options);
        EmptyFile.refuse(path, contents.size(), "an ONNX model");
        if (contents.size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new FormatException(
                    path, "", "less than 2 GiB, as a protobuf message has", contents.size() + " bytes", "");
        }
        byte[] bytes = contents.bytes().toArray(ValueLayout.JAVA_BYTE);
        Siblings siblings = contents.inFolder() ? new ModelFolder(path) : Siblings.none(path);
        try {
            FoldedGraph graph = GraphFolder.fold(new Refusals(path, siblings), bytes, bound, options);
            return of(path, graph, options.batchOrder());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * What the model is.
     *
     * @return layers with their weights
     */
    public ModelSpec spec() {
        return spec;
    }

    /**
     * The file.
     *
     * @return as it was given to {@link #read}
     */
    public Path path() {
        return path;
    }

    /**
     * What wrote the file.
     *
     * @return name and version, for instance {@code pytorch 2.13.0}; empty where the file does not say
     */
    public String producer() {
        return graph.folded().producer();
    }

    /**
     * The version of ONNX's operators that the file was written for.
     *
     * @return 7 to 25
     */
    public int opset() {
        return graph.folded().opset();
    }

    /**
     * Names of layers that are not in the file. The other layers have the file's names: the common prefix of the names of
     * their weights, or the name of the node that has the weights.
     *
     * @return in the layers' order
     */
    public List<String> madeUpNames() {
        return graph.folded().madeUp();
    }

    /**
     * The nodes that became each layer.
     *
     * @return for each layer of the model, operators and names of nodes in the graph's order
     */
    public List<List<String>> folded() {
        return graph.folded().layers();
    }

    /**
     * The inputs that a run needs.
     *
     * @return names, and what each of them is, in the order of the file; without those that became weights
     */
    public Map<String, String> inputs() {
        Map<String, String> inputs = new LinkedHashMap<>();
        for (String name : graph.inputs().keySet()) {
            if (!graph.weights().containsKey(name)) {
                inputs.put(name, use(name) + " " + graph.shapeText(name));
            }
        }
        return Collections.unmodifiableMap(inputs);
    }

    /**
     * The input of a run that holds the sequences.
     *
     * @return its name
     */
    public String sequences() {
        return graph.sequences();
    }

    private String use(String name) {
        if (name.equals(graph.sequences())) {
            return "sequences";
        }
        if (name.equals(graph.lengths())) {
            return "lengths of the sequences";
        }
        boolean isState =
                graph.states().stream().anyMatch(state -> state.source().input().equals(name));
        return isState ? INITIAL_STATES : "not used";
    }

    /**
     * The outputs of a run.
     *
     * @return names, and what each of them is, in the order of the file
     */
    public Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (FoldedGraph.Output output : graph.outputs()) {
            outputs.put(output.name(), output instanceof FoldedGraph.RowsOutput ? "output" : "final states");
        }
        return Collections.unmodifiableMap(outputs);
    }

    /**
     * Inputs of a run that hold initial states.
     *
     * @return their names, in the order of the file
     */
    public List<String> initialStates() {
        return graph.inputs().keySet().stream()
                .filter(name -> use(name).equals(INITIAL_STATES))
                .toList();
    }

    /**
     * Outputs of a run that are final states.
     *
     * @return their names, in the order of the file
     */
    public List<String> finalStates() {
        return graph.outputs().stream()
                .filter(FoldedGraph.StatesOutput.class::isInstance)
                .map(FoldedGraph.Output::name)
                .toList();
    }

    /**
     * Inputs of the graph that became weights.
     *
     * @return their names, sorted
     */
    public List<String> weights() {
        List<String> names = new ArrayList<>(graph.weights().keySet());
        Collections.sort(names);
        return Collections.unmodifiableList(names);
    }

    /**
     * Inputs of the graph that are the same in every run: those that became weights, and those that decide which branches the
     * graph takes.
     *
     * @return names, and of each its number or its shape, in the order of the names
     */
    public Map<String, String> constants() {
        Map<String, String> constants = new LinkedHashMap<>();
        for (String name : weights()) {
            Tensor value = Objects.requireNonNull(graph.weights().get(name));
            constants.put(
                    name,
                    value.data().length == 1 ? Messages.number(value.data()[0]) : "of shape " + value.shapeText());
        }
        return Collections.unmodifiableMap(constants);
    }

    /**
     * The model as that of any other file.
     *
     * @return the model
     */
    public ModelFile file() {
        int nodes = graph.folded().nodes();
        String form = nodes + (nodes == 1 ? " node of the graph" : " nodes of the graph");
        return new ModelFile(path, spec, form, graph.folded().tensors(), List.of())
                .withAudio(graph.audio())
                .withNotes(graph.folded().notes());
    }

    /**
     * Makes the model ready to run.
     *
     * @param backend what computes
     * @return a runner for one thread
     * @throws IllegalStateException if the backend cannot compute here
     */
    public OnnxRunner newRunner(Backend backend) {
        return new OnnxRunner(graph, spec, backend);
    }

    /**
     * The same model with the weight matrices of all layers in one precision.
     *
     * @param precision of every layer
     * @return a model of the same graph
     */
    public OnnxModel withPrecision(Precision precision) {
        return new OnnxModel(path, graph, spec.withPrecision(precision));
    }

    /**
     * The same model with the weight matrices of one layer in another precision.
     *
     * @param layer its index in the layers of {@link #spec}
     * @param precision of that layer
     * @return a model of the same graph
     * @throws IndexOutOfBoundsException if there is no such layer
     */
    public OnnxModel withPrecision(int layer, Precision precision) {
        return new OnnxModel(path, graph, spec.withPrecision(layer, precision));
    }
}
