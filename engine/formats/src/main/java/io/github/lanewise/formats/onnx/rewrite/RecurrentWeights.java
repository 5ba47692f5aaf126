package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.cell.ActivationNodes;
import io.github.lanewise.formats.onnx.cell.Cell;
import io.github.lanewise.formats.onnx.cell.Cell.Gate;
import io.github.lanewise.formats.onnx.cell.MatrixView;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** LSTM, GRU and RNN nodes, and their weights, made of the gates of a cell. */
final class RecurrentWeights {
    private final Cell cell;
    private final List<Gate> gates;

    RecurrentWeights(Cell cell) {
        this.cell = cell;
        // ONNX's order: i, o, f, c of i, f, g, o; z, r, h of r, z, n.
        int[] order = switch (cell.kind()) {
            case LSTM -> new int[] {0, 3, 1, 2};
            case GRU -> new int[] {1, 0, 2};
            case RNN_TANH, RNN_RELU -> new int[] {0};
        };
        gates = new ArrayList<>();
        for (int gate : order) {
            gates.add(cell.gates().get(gate));
        }
    }

    String operator() {
        return switch (cell.kind()) {
            case LSTM -> "LSTM";
            case GRU -> "GRU";
            case RNN_TANH, RNN_RELU -> "RNN";
        };
    }

    /**
     * A node that repeats the cell over the steps of rows. It makes the values {@code name.Y} and {@code name.Y_h}, and {@code
     * name.Y_c} if the cell has a cell state.
     *
     * @param called the name of the node
     * @param x (time, batch, inputs)
     * @param hidden the initial hidden state, empty for zeros
     * @param cellState the initial cell state, empty for zeros; not read for a cell without
     * @param titles what of the file it replaces
     */
    OnnxNode node(
            Rewriting rewriting,
            String name,
            String called,
            String x,
            String hidden,
            String cellState,
            boolean reverse,
            List<String> titles) {
        String w = rewriting.constant(name + ".W", input());
        String r = rewriting.constant(name + ".R", hidden());
        RealConstant bias = bias();
        String b = bias == null ? "" : rewriting.constant(name + ".B", bias);
        List<String> inputs = new ArrayList<>(List.of(x, w, r, b, "", hidden));
        List<String> outputs = new ArrayList<>(List.of(name + ".Y", name + ".Y_h"));
        if (cell.kind() == CellKind.LSTM) {
            inputs.add(cellState);
            outputs.add(name + ".Y_c");
            RealConstant peepholes = peepholes();
            if (peepholes != null) {
                inputs.add(rewriting.constant(name + ".P", peepholes));
            }
        }
        return rewriting.node(operator(), called, inputs, outputs, attributes(reverse), titles);
    }

    /** W (1, gates x units, inputs). */
    private RealConstant input() {
        return matrix(Gate::input, cell.inputSize());
    }

    /** R (1, gates x units, units). */
    private RealConstant hidden() {
        return matrix(gate -> Objects.requireNonNull(gate.hidden()), cell.units());
    }

    private RealConstant matrix(Function<Gate, MatrixView> which, int inputs) {
        int units = cell.units();
        float[] data = new float[gates.size() * units * inputs];
        Set<String> names = new LinkedHashSet<>();
        int at = 0;
        for (Gate gate : gates) {
            MatrixView view = which.apply(gate);
            names.addAll(view.matrix().names());
            for (int unit = 0; unit < units; unit++) {
                for (int i = 0; i < inputs; i++) {
                    data[at++] = view.at(i, unit);
                }
            }
        }
        return new RealConstant(data, names, 1, gates.size() * units, inputs);
    }

    /** B (1, 2 x gates x units); null for a cell without biases. */
    private @Nullable RealConstant bias() {
        if (gates.stream().allMatch(gate -> gate.bias() == null && gate.hiddenBias() == null)) {
            return null;
        }
        int units = cell.units();
        int half = gates.size() * units;
        float[] data = new float[2 * half];
        Set<String> names = new LinkedHashSet<>();
        for (int gate = 0; gate < gates.size(); gate++) {
            copy(gates.get(gate).bias(), data, gate * units, names);
            copy(gates.get(gate).hiddenBias(), data, half + gate * units, names);
        }
        return new RealConstant(data, names, 1, 2 * half);
    }

    /** P (1, 3 x units); null for a cell without peepholes. */
    private @Nullable RealConstant peepholes() {
        if (cell.peepholes().isEmpty()) {
            return null;
        }
        int units = cell.units();
        float[] data = new float[cell.peepholes().size() * units];
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < cell.peepholes().size(); i++) {
            copy(cell.peepholes().get(i), data, i * units, names);
        }
        return new RealConstant(data, names, 1, data.length);
    }

    private static void copy(@Nullable RealConstant vector, float[] to, int at, Set<String> names) {
        if (vector != null) {
            System.arraycopy(vector.data(), 0, to, at, vector.count());
            names.addAll(vector.names());
        }
    }

    private Map<String, OnnxAttribute> attributes(boolean reverse) {
        Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
        attributes.put("hidden_size", OnnxAttribute.integer(cell.units()));
        attributes.put("direction", OnnxAttribute.text(reverse ? "reverse" : "forward"));
        List<CellActivation> activations = cell.options().activations();
        List<CellActivation> withAlpha =
                activations.stream().filter(a -> a.function().hasAlpha()).toList();
        List<CellActivation> withBeta =
                activations.stream().filter(a -> a.function().hasBeta()).toList();
        attributes.put(
                "activations",
                OnnxAttribute.texts(
                        activations.stream().map(ActivationNodes::name).toList()));
        attributes.put("activation_alpha", reals(withAlpha, true));
        attributes.put("activation_beta", reals(withBeta, false));
        if (cell.kind() == CellKind.GRU) {
            attributes.put(
                    "linear_before_reset", OnnxAttribute.integer(cell.options().linearBeforeReset() ? 1 : 0));
        }
        return attributes;
    }

    private static OnnxAttribute reals(List<CellActivation> activations, boolean alpha) {
        float[] numbers = new float[activations.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = alpha ? activations.get(i).alpha() : activations.get(i).beta();
        }
        return OnnxAttribute.reals(numbers);
    }
}
