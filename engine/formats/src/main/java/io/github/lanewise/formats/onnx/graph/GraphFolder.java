package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.fold.FoldedGraph;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.known.SileroVad;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxReader;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.StateSource;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds a graph into a model and a description of its inputs and outputs. */
public final class GraphFolder {
    /** How many elements of constants a graph may make for each byte of its files. */
    private static final int CONSTANTS_PER_BYTE = 16;

    /** How many more any graph may make, however small its file. */
    private static final int CONSTANTS_OF_ANY_FILE = 1 << 22;

    private final Refusals source;
    private final Folding folding;
    private final OnnxReader.OnnxFile file;
    private final List<String> names;
    private final List<Value> values;

    private GraphFolder(Refusals source, Folding folding, OnnxReader.OnnxFile file, List<Value> values) {
        this.source = source;
        this.folding = folding;
        this.file = file;
        names = file.graph().outputs();
        this.values = values;
    }

    /**
     * Reads a file and folds its graph.
     *
     * @param source where the bytes are from
     * @param bytes of the file
     * @param bound inputs of the graph that a run supplies, which may be weights
     * @param options inputs that are the same in every run; the sample rate, of an audio model that is made for several
     * @return the model, and what a run has to know
     * @throws FormatException if the bytes are no model, or the graph is not of the family
     */
    public static FoldedGraph fold(Refusals source, byte[] bytes, Map<String, Tensor> bound, ReadOptions options)
            throws FormatException {
        OnnxReader.OnnxFile file = OnnxReader.read(source, bytes);
        ConstantInputs set = ConstantInputs.of(source, file.graph(), options.constantInputs(), bound);
        Map<String, Tensor> known = new LinkedHashMap<>(bound);
        known.putAll(set.values());
        AudioFrames audio = SileroVad.frames(source, file.graph(), options.sampleRate(), known);
        if (audio != null) {
            SileroVad.bind(audio, known);
        }
        Folding folding = new Folding(known);
        long read = bytes.length + source.externalFiles().bytes();
        Evaluator.Budget budget = new Evaluator.Budget(CONSTANTS_OF_ANY_FILE + CONSTANTS_PER_BYTE * read);
        Evaluator evaluator = new Evaluator(source, file.graph(), file.opset(), folding, budget, null);
        Map<String, List<Dim>> inputs = inputs(source, file.graph(), set, known, folding, evaluator);
        set.values().forEach(folding::take);
        try {
            List<Value> values = evaluator.outputs();
            return new GraphFolder(source, folding, file, values).result(inputs, audio);
        } catch (FormatException e) {
            Set<String> names = set.values().keySet();
            throw names.isEmpty() ? e : source.refused("with " + Messages.list(names) + " set", e);
        }
    }

    /** Gives an evaluator the inputs of a graph. Those of a run are returned, with their extents. */
    private static Map<String, List<Dim>> inputs(
            Refusals source,
            OnnxGraph graph,
            ConstantInputs set,
            Map<String, Tensor> known,
            Folding folding,
            Evaluator evaluator)
            throws FormatException {
        Map<String, List<Dim>> inputs = new LinkedHashMap<>();
        for (OnnxGraph.Input input : graph.inputs()) {
            if (graph.initializers().containsKey(input.name())) {
                continue;
            }
            Constant constant = set.constant(input);
            if (constant != null) {
                evaluator.put(input.name(), constant, List.of());
                continue;
            }
            if (input.shape() == null) {
                throw source.refused("input '" + input.name() + "'", "a tensor with a shape", "none", "");
            }
            List<Dim> shape = set.shape(input.shape());
            folding.addInput(input);
            inputs.put(input.name(), shape);
            evaluator.put(input.name(), input(input, shape, known.get(input.name()), folding), shape);
        }
        return inputs;
    }

    /** An integer that is given before the run may decide which branches the graph takes. Other inputs keep their names. */
    private static Value input(OnnxGraph.Input input, List<Dim> shape, @Nullable Tensor given, Folding folding) {
        ElementType type = input.type();
        if (given != null && shape.isEmpty() && type != null && !type.isReal() && given.data().length == 1) {
            folding.take(input.name(), given);
            return new IntegerConstant(List.of(Dim.of((long) given.data()[0])));
        }
        for (int i = 0; given != null && i < shape.size() && given.rank() == shape.size(); i++) {
            if (shape.get(i).symbols().size() == 1) {
                folding.offer(shape.get(i).symbols().getFirst(), given.size(i));
            }
        }
        return InputView.whole(input.name(), shape);
    }

    private FoldedGraph result(Map<String, List<Dim>> inputs, @Nullable AudioFrames audio) throws FormatException {
        List<Rows> rows = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            switch (values.get(i)) {
                case Rows each -> rows.add(each);
                case FinalStates _ -> {}
                default -> throw refused(i, "rows or states of recurrent layers");
            }
        }
        LayerChain chain = rows.isEmpty() ? deepest() : rows.getFirst().chain();
        Head head = rows.isEmpty() ? Head.EVERY_STEP : rows.getFirst().head();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Rows each && (each.chain() != chain || each.head() != head)) {
                throw refused(i, "rows of the layer that the outputs before are of");
            }
            if (values.get(i) instanceof Rows each && each.direction() >= 0) {
                throw refused(i, "rows of all directions");
            }
        }
        List<LayerChain> steps = chain.steps();
        Map<RecurrentNode, int[]> places = places(steps);
        if (places.isEmpty()) {
            throw source.refused("graph", "at least one LSTM, GRU or RNN that the outputs need", "none", "");
        }
        String lengths = lengths(places.keySet(), head);
        requireNoLengthsAlongTime(steps, lengths);
        List<FoldedGraph.Output> outputs = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            outputs.add(output(i, places));
        }
        InputView input = chain.input();
        List<Integer> order = order(input);
        List<FoldedGraph.StateInput> states = sources(places);
        List<List<String>> nodes = new ArrayList<>();
        List<String> madeUp = new ArrayList<>();
        boolean tokens = steps.getFirst().layer() instanceof EmbeddingSpec;
        ModelSpec spec =
                spec(steps, nodes, madeUp, head, batchOrder(input.shape().size(), order, tokens));
        return new FoldedGraph(
                spec,
                new FoldedGraph.Folded(
                        nodes,
                        folding.origins().nodes(),
                        folding.origins().of(spec),
                        madeUp,
                        file.producer(),
                        file.opset(),
                        QuantizationNotes.of(file.graph(), spec, folding)),
                inputs,
                input.input(),
                order,
                lengths,
                states,
                outputs,
                folding.sizes().learned(),
                folding.taken(),
                audio != null && SileroVad.carriesStates(states, outputs) ? audio : null);
    }

    private FormatException refused(int output, String expected) {
        return source.refused(
                "output '" + names.get(output) + "'",
                expected,
                values.get(output).describe(),
                "");
    }

    /** The longest chain of a recurrent layer whose states are outputs. */
    private LayerChain deepest() throws FormatException {
        @Nullable LayerChain deepest = null;
        for (Value value : values) {
            if (value instanceof FinalStates states) {
                for (FinalStates.Ref ref : states.refs()) {
                    LayerChain chain = folding.output(ref.node()).chain();
                    if (deepest == null
                            || chain.steps().size() > deepest.steps().size()) {
                        deepest = chain;
                    }
                }
            }
        }
        if (deepest == null) {
            throw source.refused("graph", "at least one output", "none", "");
        }
        return deepest;
    }

    /** Of each node the number of its recurrent layer, and of its first direction there. */
    private static Map<RecurrentNode, int[]> places(List<LayerChain> steps) {
        Map<RecurrentNode, int[]> places = new LinkedHashMap<>();
        int layer = 0;
        for (LayerChain step : steps) {
            int direction = 0;
            for (RecurrentNode node : step.nodes()) {
                places.put(node, new int[] {layer, direction});
                direction += node.directions();
            }
            layer += step.nodes().isEmpty() ? 0 : 1;
        }
        return places;
    }

    /** In a graph a convolution along time also reads the rows beyond a sequence's length; the engine's does not. */
    private void requireNoLengthsAlongTime(List<LayerChain> steps, @Nullable String lengths) throws FormatException {
        boolean alongTime = steps.stream().anyMatch(step -> step.layer() instanceof TemporalConv1dSpec);
        if (alongTime && lengths != null) {
            throw source.refused(
                    "graph", "no sequence_lens with a convolution along time", "sequence_lens '" + lengths + "'", "");
        }
    }

    /** The input with the lengths, the same for all nodes, or null. */
    private @Nullable String lengths(Set<RecurrentNode> nodes, Head head) throws FormatException {
        String lengths = nodes.iterator().next().lengths();
        for (RecurrentNode node : nodes) {
            if (!Objects.equals(lengths, node.lengths())) {
                throw source.refused(
                        node.where(),
                        "sequence_lens '" + lengths + "' as the layers before",
                        "'" + node.lengths() + "'",
                        "");
            }
        }
        if (lengths != null && head == Head.LAST_STEP) {
            throw source.refused(
                    "graph", "no sequence_lens where the last step is taken", "'" + lengths + "'", "take Y_h instead");
        }
        return lengths;
    }

    private FoldedGraph.Output output(int index, Map<RecurrentNode, int[]> places) throws FormatException {
        String name = names.get(index);
        if (values.get(index) instanceof Rows rows) {
            return new FoldedGraph.RowsOutput(name, roles(rows));
        }
        FinalStates states = (FinalStates) values.get(index);
        List<FoldedGraph.StatePlace> found = new ArrayList<>();
        for (FinalStates.Ref ref : states.refs()) {
            int[] place = places.get(ref.node());
            if (place == null) {
                throw refused(index, "states of layers that the other outputs come from");
            }
            found.add(new FoldedGraph.StatePlace(place[0], place[1] + ref.direction(), ref.cell()));
        }
        return new FoldedGraph.StatesOutput(name, states.axes(), found);
    }

    /** What each axis of rows is made of, the last one changing fastest. */
    private List<List<FoldedGraph.Axis>> roles(Rows rows) {
        int size = 1;
        Map<String, FoldedGraph.Axis> features = new LinkedHashMap<>();
        for (AxisPart part : rows.features().reversed()) {
            int extent = (int) part.size().factor();
            features.put(part.id(), new FoldedGraph.Axis(FoldedGraph.Role.FEATURES, extent, size));
            size *= extent;
        }
        List<List<FoldedGraph.Axis>> roles = new ArrayList<>();
        for (List<AxisPart> axis : rows.axes()) {
            List<FoldedGraph.Axis> parts = new ArrayList<>();
            for (AxisPart part : axis) {
                FoldedGraph.Axis feature = features.get(part.id());
                boolean isTime = folding.time() != null && folding.time().contains(part);
                FoldedGraph.Role role = isTime ? FoldedGraph.Role.TIME : FoldedGraph.Role.BATCH;
                parts.add(feature == null ? new FoldedGraph.Axis(role, 0, 0) : feature);
            }
            roles.add(List.copyOf(parts));
        }
        return List.copyOf(roles);
    }

    /** The dimensions of the sequences' input that are time, batch and features; -1 for one that it does not have. */
    private List<Integer> order(InputView input) throws FormatException {
        int time = dimension(input, folding.time());
        int batch = dimension(input, folding.batch());
        int features = -1;
        for (int i = 0; i < input.shape().size(); i++) {
            boolean other = i != time && i != batch && !input.shape().get(i).is(1);
            if (other && features >= 0) {
                throw source.refused(
                        "input '" + input.input() + "'",
                        "time, batch and features",
                        input.shape().toString(),
                        "");
            }
            features = other ? i : features;
        }
        return List.of(time, batch, features);
    }

    /**
     * Whether batch or time comes first in an input of a rank. A dimension of extent 1, which exporters write for a batch
     * that they were given no name for, moves nothing in the graph and so has no role yet; where it stands tells its role:
     * features come last, as everywhere in these graphs. Tokens have no axis of features, as if it stood behind the others.
     */
    private static BatchOrder batchOrder(int rank, List<Integer> order, boolean tokens) {
        int time = order.get(0);
        int batch = order.get(1);
        int axes = tokens && order.get(2) < 0 ? rank + 1 : rank;
        if (axes != 3 || (time < 0 && batch < 0)) {
            return BatchOrder.UNKNOWN;
        }
        int features = order.get(2) >= 0 ? order.get(2) : axes - 1;
        int known = Math.max(time, batch);
        if (time < 0) {
            time = axes - batch - features;
        } else if (batch < 0) {
            batch = axes - time - features;
        }
        return known == features ? BatchOrder.UNKNOWN : BatchOrder.of(batch < time);
    }

    private static int dimension(InputView input, @Nullable List<AxisPart> axis) {
        for (int i = 0; axis != null && !axis.isEmpty() && i < input.shape().size(); i++) {
            if (axis.getFirst().id().equals(InputView.id(input.input(), i))) {
                return i;
            }
        }
        return -1;
    }

    private List<FoldedGraph.StateInput> sources(Map<RecurrentNode, int[]> places) {
        List<FoldedGraph.StateInput> sources = new ArrayList<>();
        places.forEach((node, place) -> {
            for (int d = 0; d < node.directions(); d++) {
                add(sources, place[0], place[1] + d, false, node.hidden(d));
                add(sources, place[0], place[1] + d, true, node.cell(d));
            }
        });
        return sources;
    }

    private static void add(
            List<FoldedGraph.StateInput> sources,
            int layer,
            int direction,
            boolean cell,
            @Nullable StateSource source) {
        if (source != null) {
            sources.add(new FoldedGraph.StateInput(new FoldedGraph.StatePlace(layer, direction, cell), source));
        }
    }

    private ModelSpec spec(
            List<LayerChain> steps, List<List<String>> nodes, List<String> madeUp, Head head, BatchOrder batchOrder)
            throws FormatException {
        List<LayerSpec> layers = new ArrayList<>();
        for (LayerChain step : steps) {
            layers.add(Objects.requireNonNull(step.layer()));
            nodes.add(folding.origins().of(step));
        }
        LayerStacks.merge(layers, nodes);
        madeUp.addAll(new LayerNames(file.graph(), folding.origins()).give(layers, nodes));
        try {
            ModelSpec.Builder builder = ModelSpec.builder();
            for (LayerSpec layer : layers) {
                builder.add(layer, StoredPrecision.of(layer));
            }
            return builder.head(head).batchOrder(batchOrder).build();
        } catch (IllegalArgumentException e) {
            throw source.refused("graph", "a model", String.valueOf(e.getMessage()), "");
        }
    }
}
