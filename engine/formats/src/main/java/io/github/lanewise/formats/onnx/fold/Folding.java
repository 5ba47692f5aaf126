package io.github.lanewise.formats.onnx.fold;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the operators of a graph share while they fold it into layers. */
public final class Folding {
    private final KnownExtents sizes = new KnownExtents();
    private final Provenance origins = new Provenance();
    private final Map<String, Long> offered = new HashMap<>();
    private final Map<String, Tensor> bound;
    private final Map<String, @Nullable ElementType> inputTypes = new HashMap<>();
    private final Map<RecurrentNode, Rows> outputs = new HashMap<>();
    private final Map<RecurrentNode, Map<RecurrentNode, LayerChain>> joined = new HashMap<>();
    private final Map<String, Integer> layersOfKind = new HashMap<>();
    private final Map<String, Tensor> taken = new HashMap<>();
    private final List<String> rounding = new ArrayList<>();
    private @Nullable List<AxisPart> time;
    private @Nullable List<AxisPart> batch;

    public Folding(Map<String, Tensor> bound) {
        this.bound = bound;
    }

    public Provenance origins() {
        return origins;
    }

    /** Takes note of nodes of the file that round rows to integers, which nothing here does. */
    public void roundRows(List<String> nodes) {
        rounding.addAll(nodes);
    }

    /** The nodes that round rows to integers. */
    public List<String> rounding() {
        return Collections.unmodifiableList(rounding);
    }

    public KnownExtents sizes() {
        return sizes;
    }

    /**
     * The number that a named extent is to have, if some operator has to know it.
     *
     * @param symbol the name
     * @param number for instance of the tensor that a run supplies
     */
    public void offer(String symbol, long number) {
        offered.put(symbol, number);
    }

    /** The extent of an axis, whose number an operator has to know. */
    public Dim extent(List<AxisPart> axis) {
        for (AxisPart part : axis) {
            for (String symbol : part.size().symbols()) {
                Long number = offered.get(symbol);
                if (number != null) {
                    sizes.learn(Dim.symbol(symbol), Dim.of(number));
                }
            }
        }
        return sizes.known(AxisPart.extent(axis));
    }

    /** Takes note of an input of the graph that is a number, known before the model runs. */
    public void take(String input, Tensor number) {
        taken.put(input, number);
    }

    public void addInput(OnnxGraph.Input input) {
        inputTypes.put(input.name(), input.type());
    }

    @Nullable
    public ElementType inputType(String input) {
        return inputTypes.get(input);
    }

    /** The axes that the recurrent layers run along; null before the first of them. */
    @Nullable
    public List<AxisPart> time() {
        return time;
    }

    @Nullable
    public List<AxisPart> batch() {
        return batch;
    }

    /** Takes note of the axes that a recurrent layer runs along, the same for all of them. */
    public void runAlong(NodeContext o, List<AxisPart> newTime, List<AxisPart> newBatch) throws FormatException {
        if (!runsAlong(newTime, newBatch)) {
            throw o.refused("time and batch where the recurrent layers before have them", "other axes");
        }
        runAlong(newTime, newBatch);
    }

    /** Whether these are the axes that the recurrent layers run along, if there are any yet. */
    public boolean runsAlong(List<AxisPart> newTime, List<AxisPart> newBatch) {
        return time == null || batch == null || (time.equals(newTime) && batch.equals(newBatch));
    }

    /** Takes note of axes that the layers before run along too. */
    public void runAlong(List<AxisPart> newTime, List<AxisPart> newBatch) {
        time = newTime;
        batch = newBatch;
    }

    /** A name for a layer that a file's tensors will bear. */
    public String layerName(String kind) {
        return kind + layersOfKind.merge(kind, 1, Integer::sum);
    }

    public void addOutput(RecurrentNode node, Rows rows) {
        outputs.put(node, rows);
    }

    public Rows output(RecurrentNode node) {
        Rows rows = outputs.get(node);
        if (rows == null) {
            throw new IllegalStateException(node.where());
        }
        return rows;
    }

    /** The layer of a forward and a reverse node, the same one each time. */
    public LayerChain joined(RecurrentNode forward, RecurrentNode reverse, Supplier<LayerChain> maker) {
        Map<RecurrentNode, LayerChain> ofForward = joined.computeIfAbsent(forward, key -> new HashMap<>());
        return ofForward.computeIfAbsent(reverse, key -> maker.get());
    }

    /** Inputs of the graph that a run's input file has given as weights. */
    public Map<String, Tensor> taken() {
        return Map.copyOf(taken);
    }

    /** A constant, or a whole input of the graph that is bound to one. */
    public RealConstant constant(NodeContext o, int index, String what) throws FormatException {
        Value value = o.value(index);
        return switch (value) {
            case RealConstant reals -> reals;
            case RepeatedConstant repeated -> written(o, index, what, repeated);
            case InputView view when isGiven(view) -> given(view);
            case InputView view ->
                throw o.source()
                        .refused(
                                o.node().where(),
                                what + " that is known before the model runs",
                                view.describe(),
                                "set this input, or give it in the input file")
                        .answeredBy(ReadOption.SET);
            default -> throw o.refusedInput(index, what + ", a constant", value);
        };
    }

    /** Whether a value is all of an input, in whatever order of axes, that is given before the run. */
    public boolean isGiven(Value value) {
        return value instanceof InputView view && view.isWhole() && bound.containsKey(view.input());
    }

    /** What is given for an input, with its axes where the graph has moved them. */
    private RealConstant given(InputView view) {
        Tensor tensor = Objects.requireNonNull(bound.get(view.input()));
        taken.put(view.input(), tensor);
        List<Integer> order = new ArrayList<>();
        int[] shape = new int[view.axes().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = 1;
            for (AxisPart part : view.axes().get(axis)) {
                int dimension = InputView.dimension(part.id());
                order.add(dimension);
                shape[axis] *= tensor.size(dimension);
            }
        }
        // Dimensions of one element, which may stand anywhere.
        for (int dimension = 0; dimension < tensor.rank(); dimension++) {
            if (!order.contains(dimension)) {
                order.add(dimension);
            }
        }
        RealConstant whole = new RealConstant(tensor.data(), Set.of(view.input()), tensor.shape());
        return (RealConstant)
                whole.transposed(order.stream().mapToInt(i -> i).toArray()).shaped(shape);
    }

    /** A repeated constant written out. */
    private RealConstant written(NodeContext o, int index, String what, RepeatedConstant repeated)
            throws FormatException {
        int[] shape = new int[repeated.dims().size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            Dim dim = sizes.known(repeated.dims().get(i));
            count *= dim.isNumber() && dim.factor() >= 0 ? dim.factor() : Integer.MAX_VALUE;
            if (count > Constant.MAX_FILLED) {
                throw o.refusedInput(index, what + ", a constant of a known shape", repeated);
            }
            shape[i] = (int) dim.factor();
        }
        return (RealConstant) repeated.base().expanded(shape);
    }

    /** Rows, of an input or of layers; final states of the last layer are rows too. */
    public Rows rows(NodeContext o, int index) throws FormatException {
        Value value = o.value(index);
        Rows rows = asRows(value);
        if (rows == null) {
            throw o.refusedInput(index, "rows", value);
        }
        return rows;
    }

    @Nullable
    public Rows asRows(Value value) {
        return switch (value) {
            case Rows rows -> rows;
            case InputView view
            when view.isWhole() && !view.axes().isEmpty() ->
                new Rows(LayerChain.of(view), view.axes(), view.axes().getLast(), Head.EVERY_STEP, -1);
            case FinalStates states -> finalHidden(states);
            default -> null;
        };
    }

    /** The final hidden states of one layer, of all directions in order or of one of them. */
    private @Nullable Rows finalHidden(FinalStates states) {
        FinalStates.Ref first = states.refs().getFirst();
        RecurrentNode node = first.node();
        boolean all = states.refs().size() == node.directions();
        for (int i = 0; i < states.refs().size(); i++) {
            FinalStates.Ref ref = states.refs().get(i);
            if (ref.cell() || ref.node() != node || (all && ref.direction() != i)) {
                return null;
            }
        }
        if (!all && states.refs().size() != 1) {
            return null;
        }
        Rows rows = output(node);
        List<AxisPart> features = rows.features();
        List<AxisPart> units = node.directions() == 2 ? features.subList(1, features.size()) : features;
        List<List<AxisPart>> axes = new ArrayList<>();
        for (int axis : states.axes()) {
            if (axis == FinalStates.BATCH) {
                axes.add(batch == null ? List.of() : batch);
            } else if (axis == FinalStates.UNITS) {
                axes.add(units);
            } else {
                axes.add(axis == 2 ? features.subList(0, 1) : List.of());
            }
        }
        return new Rows(rows.chain(), axes, features, head(node), all ? -1 : first.direction());
    }

    /** Of sequences of one step, the final state is the row of that step: so a model of single steps can go on and on. */
    private Head head(RecurrentNode node) {
        boolean oneStep = time != null && time.isEmpty() && node.lengths() == null;
        return oneStep ? Head.EVERY_STEP : Head.FINAL_HIDDEN;
    }
}
