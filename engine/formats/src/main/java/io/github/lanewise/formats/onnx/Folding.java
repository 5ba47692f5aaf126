package io.github.lanewise.formats.onnx;

import io.github.lanewise.formats.FormatException;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the operators of a graph share while they fold it into layers. */
final class Folding {
    private final Sizes sizes = new Sizes();
    private final Origins origins = new Origins();
    private final Map<String, Long> offered = new HashMap<>();
    private final Map<String, Tensor> bound;
    private final Map<String, @Nullable ElementType> inputTypes = new HashMap<>();
    private final Map<RecurrentNode, Rows> outputs = new HashMap<>();
    private final Map<RecurrentNode, Map<RecurrentNode, Chain>> joined = new HashMap<>();
    private final Map<String, Integer> layersOfKind = new HashMap<>();
    private final Map<String, Tensor> taken = new HashMap<>();
    private @Nullable List<Atom> time;
    private @Nullable List<Atom> batch;

    Folding(Map<String, Tensor> bound) {
        this.bound = bound;
    }

    Origins origins() {
        return origins;
    }

    Sizes sizes() {
        return sizes;
    }

    /**
     * The number that a named extent is to have, if some operator has to know it.
     *
     * @param symbol the name
     * @param number for instance of the tensor that a run supplies
     */
    void offer(String symbol, long number) {
        offered.put(symbol, number);
    }

    /** The extent of an axis, whose number an operator has to know. */
    Dim extent(List<Atom> axis) {
        for (Atom atom : axis) {
            for (String symbol : atom.size().symbols()) {
                Long number = offered.get(symbol);
                if (number != null) {
                    sizes.learn(Dim.symbol(symbol), Dim.of(number));
                }
            }
        }
        return sizes.known(Atom.extent(axis));
    }

    /** Takes note of an input of the graph that is a number, known before the model runs. */
    void take(String input, Tensor number) {
        taken.put(input, number);
    }

    void addInput(OnnxGraph.Input input) {
        inputTypes.put(input.name(), input.type());
    }

    @Nullable
    ElementType inputType(String input) {
        return inputTypes.get(input);
    }

    /** The axes that the recurrent layers run along; null before the first of them. */
    @Nullable
    List<Atom> time() {
        return time;
    }

    @Nullable
    List<Atom> batch() {
        return batch;
    }

    /** Takes note of the axes that a recurrent layer runs along, the same for all of them. */
    void runAlong(Operands o, List<Atom> newTime, List<Atom> newBatch) throws FormatException {
        if (!runsAlong(newTime, newBatch)) {
            throw o.refused("time and batch where the recurrent layers before have them", "other axes");
        }
        runAlong(newTime, newBatch);
    }

    /** Whether these are the axes that the recurrent layers run along, if there are any yet. */
    boolean runsAlong(List<Atom> newTime, List<Atom> newBatch) {
        return time == null || batch == null || (time.equals(newTime) && batch.equals(newBatch));
    }

    /** Takes note of axes that the layers before run along too. */
    void runAlong(List<Atom> newTime, List<Atom> newBatch) {
        time = newTime;
        batch = newBatch;
    }

    /** A name for a layer that a file's tensors will bear. */
    String layerName(String kind) {
        return kind + layersOfKind.merge(kind, 1, Integer::sum);
    }

    void addOutput(RecurrentNode node, Rows rows) {
        outputs.put(node, rows);
    }

    Rows output(RecurrentNode node) {
        Rows rows = outputs.get(node);
        if (rows == null) {
            throw new IllegalStateException(node.where());
        }
        return rows;
    }

    /** The layer of a forward and a reverse node, the same one each time. */
    Chain joined(RecurrentNode forward, RecurrentNode reverse, Supplier<Chain> maker) {
        Map<RecurrentNode, Chain> ofForward = joined.computeIfAbsent(forward, key -> new HashMap<>());
        return ofForward.computeIfAbsent(reverse, key -> maker.get());
    }

    /** Inputs of the graph that a run's input file has given as weights. */
    Map<String, Tensor> taken() {
        return Map.copyOf(taken);
    }

    /** A constant, or a whole input of the graph that is bound to one. */
    Reals constant(Operands o, int index, String what) throws FormatException {
        Value value = o.value(index);
        return switch (value) {
            case Reals reals -> reals;
            case Repeated repeated -> written(o, index, what, repeated);
            case View view
            when view.isWhole() && bound.containsKey(view.input()) -> {
                Tensor tensor = Objects.requireNonNull(bound.get(view.input()));
                taken.put(view.input(), tensor);
                yield new Reals(tensor.data(), Set.of(view.input()), tensor.shape());
            }
            case View view ->
                throw o.source()
                        .refused(
                                o.node().where(),
                                what + " that is known before the model runs",
                                view.describe(),
                                "give this input in the input file");
            default -> throw o.refusedInput(index, what + ", a constant", value);
        };
    }

    /** A repeated constant written out. */
    private Reals written(Operands o, int index, String what, Repeated repeated) throws FormatException {
        int[] shape = new int[repeated.dims().size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            Dim dim = sizes.known(repeated.dims().get(i));
            count *= dim.isNumber() && dim.factor() >= 0 ? dim.factor() : Integer.MAX_VALUE;
            if (count > Constants.MAX_FILLED) {
                throw o.refusedInput(index, what + ", a constant of a known shape", repeated);
            }
            shape[i] = (int) dim.factor();
        }
        return (Reals) repeated.base().expanded(shape);
    }

    /** Rows, of an input or of layers; final states of the last layer are rows too. */
    Rows rows(Operands o, int index) throws FormatException {
        Value value = o.value(index);
        Rows rows = asRows(value);
        if (rows == null) {
            throw o.refusedInput(index, "rows", value);
        }
        return rows;
    }

    @Nullable
    Rows asRows(Value value) {
        return switch (value) {
            case Rows rows -> rows;
            case View view
            when view.isWhole() && !view.axes().isEmpty() ->
                new Rows(Chain.of(view), view.axes(), view.axes().getLast(), Head.EVERY_STEP, -1);
            case States states -> finalHidden(states);
            case Hidden hidden -> {
                States last = hidden.asFinal(this);
                yield last == null ? null : finalHidden(last);
            }
            default -> null;
        };
    }

    /** The final hidden states of one layer, of all directions in order or of one of them. */
    private @Nullable Rows finalHidden(States states) {
        States.Ref first = states.refs().getFirst();
        RecurrentNode node = first.node();
        boolean all = states.refs().size() == node.directions();
        for (int i = 0; i < states.refs().size(); i++) {
            States.Ref ref = states.refs().get(i);
            if (ref.cell() || ref.node() != node || (all && ref.direction() != i)) {
                return null;
            }
        }
        if (!all && states.refs().size() != 1) {
            return null;
        }
        Rows rows = output(node);
        List<Atom> features = rows.features();
        List<Atom> units =
                all && node.directions() == 2 ? features.subList(1, features.size()) : unitsOf(node, features);
        List<List<Atom>> axes = new ArrayList<>();
        for (int axis : states.axes()) {
            if (axis == States.BATCH) {
                axes.add(batch == null ? List.of() : batch);
            } else if (axis == States.UNITS) {
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

    private static List<Atom> unitsOf(RecurrentNode node, List<Atom> features) {
        return node.directions() == 2 ? features.subList(1, features.size()) : features;
    }
}
