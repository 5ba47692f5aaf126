package io.github.lanewise.formats.onnx;

import io.github.lanewise.LayerState;
import io.github.lanewise.formats.onnx.fold.FoldedGraph;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.RowMajor;
import io.github.lanewise.formats.onnx.value.StateSource;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tensors that a run of an ONNX model is given, checked against the graph's inputs. */
final class OnnxInputs {
    private final FoldedGraph graph;
    private final Map<String, Tensor> tensors;

    private OnnxInputs(FoldedGraph graph, Map<String, Tensor> tensors, Set<String> names) {
        this.graph = graph;
        this.tensors = tensors;
        Map<String, Long> extents = new HashMap<>(graph.sizes());
        for (String name : names) {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("input '" + name + "': expected a tensor of this name and of shape "
                        + graph.shapeText(name) + ", found " + new TreeSet<>(tensors.keySet())
                        + "; the model needs " + needed(graph));
            }
            requireShape(name, tensor, extents);
        }
        requireSameNumbers();
    }

    /** All inputs of a run. */
    static OnnxInputs of(FoldedGraph graph, Map<String, Tensor> tensors) {
        OnnxInputs inputs = new OnnxInputs(graph, tensors, needed(graph));
        if (inputs.steps() == 0) {
            throw new IllegalArgumentException("input '" + graph.sequences()
                    + "': expected at least one time step, found shape "
                    + inputs.sequences().shapeText());
        }
        return inputs;
    }

    /** The inputs beside the rows of one sequence: the states that it begins from. */
    static OnnxInputs besideRows(FoldedGraph graph, Map<String, Tensor> tensors) {
        String lengths = graph.lengths();
        if (lengths != null && tensors.containsKey(lengths)) {
            throw new IllegalArgumentException("input '" + lengths + "': expected none beside the rows of one sequence"
                    + ", found shape " + tensor(tensors, lengths).shapeText() + "; leave it out");
        }
        return new OnnxInputs(graph, tensors, stateNames(graph));
    }

    /** Weights, and numbers that decided which branches the graph takes, are already part of the model. */
    private void requireSameNumbers() {
        graph.weights().forEach((name, taken) -> {
            Tensor given = tensors.getOrDefault(name, taken);
            int at = given == taken ? -1 : Arrays.mismatch(taken.data(), given.data());
            if (at >= 0) {
                boolean both = at < taken.data().length && at < given.data().length;
                throw new IllegalArgumentException("input '" + name + "': expected "
                        + (both ? Messages.number(taken.data()[at]) : taken.shapeText())
                        + ", for which the model was read, found "
                        + (both ? Messages.number(given.data()[at]) : given.shapeText()));
            }
        });
    }

    /**
     * One array as the graph's sequences, with zeros for the states that sequences begin from.
     *
     * @throws IllegalArgumentException if the graph needs more, or nothing says how large a state is
     */
    static Map<String, Tensor> withZeroStates(FoldedGraph graph, Tensor array) {
        Set<String> left = needed(graph);
        left.remove(graph.sequences());
        Map<String, Tensor> inputs = new HashMap<>(Map.of(graph.sequences(), array));
        for (FoldedGraph.StateInput state : graph.states()) {
            String name = state.source().input();
            if (left.remove(name)) {
                inputs.put(name, Tensor.zeros(stateShape(graph, state.source(), array)));
            }
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("input: expected tensors under the names of the graph's inputs "
                    + needed(graph) + ", found one array; give it with " + left + " in a .safetensors file");
        }
        return inputs;
    }

    private static int[] stateShape(FoldedGraph graph, StateSource source, Tensor array) {
        List<Dim> dims = Objects.requireNonNull(graph.inputs().get(source.input()));
        int batchDimension = graph.order().get(1);
        int batch = batchDimension < 0 || batchDimension >= array.rank() ? 1 : array.size(batchDimension);
        int[] shape = new int[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            Dim dim = dims.get(i);
            Long known = dim.isNumber()
                    ? Long.valueOf(dim.factor())
                    : graph.sizes().get(dim.symbols().getFirst());
            if (known == null && i != source.batchDimension()) {
                throw new IllegalArgumentException(
                        "input '" + source.input() + "': expected a shape that the graph says, found "
                                + graph.shapeText(source.input()) + "; give the state with the sequences");
            }
            shape[i] = known == null ? batch : Math.toIntExact(known);
        }
        return shape;
    }

    /** Names of the inputs that a run reads. */
    static Set<String> needed(FoldedGraph graph) {
        Set<String> needed = new TreeSet<>(Set.of(graph.sequences()));
        String lengths = graph.lengths();
        if (lengths != null) {
            needed.add(lengths);
        }
        needed.addAll(stateNames(graph));
        return needed;
    }

    private static Set<String> stateNames(FoldedGraph graph) {
        Set<String> names = new TreeSet<>();
        graph.states().forEach(state -> names.add(state.source().input()));
        return names;
    }

    private void requireShape(String name, Tensor tensor, Map<String, Long> extents) {
        List<Dim> shape = Objects.requireNonNull(graph.inputs().get(name));
        if (!Dim.fit(shape, tensor.shape(), extents)) {
            throw new IllegalArgumentException("input '" + name + "': expected shape " + graph.shapeText(name)
                    + (extents.isEmpty() ? "" : " with " + extents) + ", found " + tensor.shapeText());
        }
    }

    private Tensor tensor(String name) {
        return tensor(tensors, name);
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    private Tensor sequences() {
        return tensor(graph.sequences());
    }

    int steps() {
        return extent(0);
    }

    int batch() {
        return extent(1);
    }

    private int extent(int role) {
        int dimension = graph.order().get(role);
        return dimension < 0 ? 1 : sequences().size(dimension);
    }

    /** The sequences, (T, N, features) or (N, T, features), in an array of their own. */
    Tensor sequences(boolean batchFirst) {
        int[] roles = batchFirst ? new int[] {1, 0, 2} : new int[] {0, 1, 2};
        int[] shape = new int[3];
        int[] strides = new int[3];
        Tensor sequences = sequences();
        int[] all = RowMajor.strides(sequences.shape());
        for (int i = 0; i < 3; i++) {
            int dimension = graph.order().get(roles[i]);
            shape[i] = dimension < 0 ? 1 : sequences.size(dimension);
            strides[i] = dimension < 0 ? 0 : all[dimension];
        }
        return Tensor.of(RowMajor.picked(sequences.data(), shape, 0, strides), shape);
    }

    /** Each sequence's length, 0 to T; null where all are T. */
    int @Nullable [] lengths() {
        String name = graph.lengths();
        if (name == null) {
            return null;
        }
        float[] given = tensor(name).data();
        if (given.length != batch()) {
            throw new IllegalArgumentException(
                    "input '" + name + "': expected one length a sequence, " + batch() + ", found " + given.length);
        }
        int[] lengths = new int[given.length];
        for (int i = 0; i < lengths.length; i++) {
            if (!(given[i] >= 0 && given[i] <= steps()) || given[i] != (int) given[i]) {
                throw new IllegalArgumentException("input '" + name + "': expected whole numbers from 0 to " + steps()
                        + ", found " + given[i] + " for sequence " + i);
            }
            lengths[i] = (int) given[i];
        }
        return lengths;
    }

    /** Fills in the states that sequences begin from: those that the model stores, then those that inputs give. */
    void fillStates(List<LayerState> states) {
        int next = 0;
        for (var layer : graph.spec().layers()) {
            if (layer instanceof RecurrentSpec stack) {
                for (int i = 0; i < stack.weights().size(); i++) {
                    LayerState state = states.get(next + i / stack.directions());
                    repeat(stack.initialHidden(), i, state.hidden(), i % stack.directions());
                    repeat(stack.initialCell(), i, state.cell(), i % stack.directions());
                }
                next += stack.numLayers();
            }
        }
        for (FoldedGraph.StateInput input : graph.states()) {
            LayerState state = states.get(input.place().layer());
            Tensor target = input.place().cell() ? Objects.requireNonNull(state.cell()) : state.hidden();
            fill(input.source(), target, input.place().direction());
        }
    }

    private static void repeat(@Nullable Tensor stored, int index, @Nullable Tensor states, int direction) {
        if (stored == null || states == null) {
            return;
        }
        int size = stored.size(1);
        for (int row = 0; row < states.size(1); row++) {
            int at = (direction * states.size(1) + row) * size;
            System.arraycopy(stored.data(), index * size, states.data(), at, size);
        }
    }

    private void fill(StateSource source, Tensor states, int direction) {
        Tensor given = tensor(source.input());
        int batch = states.size(1);
        int units = states.size(2);
        int[] strides = RowMajor.strides(given.shape());
        int start = 0;
        for (int d = 0; d < strides.length; d++) {
            start += source.start().get(d) * strides[d];
        }
        int batchStride = source.batchDimension() < 0 ? 0 : strides[source.batchDimension()];
        int unitStride = source.unitsDimension() < 0 ? 0 : strides[source.unitsDimension()];
        if (source.batchDimension() >= 0 ? given.size(source.batchDimension()) != batch : batch != 1) {
            throw new IllegalArgumentException("input '" + source.input() + "': expected states of "
                    + (batch == 1 ? "one sequence" : batch + " sequences") + ", found shape " + given.shapeText());
        }
        float[] picked =
                RowMajor.picked(given.data(), new int[] {batch, units}, start, new int[] {batchStride, unitStride});
        System.arraycopy(picked, 0, states.data(), direction * picked.length, picked.length);
    }
}
