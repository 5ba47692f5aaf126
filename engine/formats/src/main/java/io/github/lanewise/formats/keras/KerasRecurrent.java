package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.KerasStore.Role;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keras's LSTM, GRU and SimpleRNN, alone or in both directions, with their weights brought into PyTorch's order. */
final class KerasRecurrent {
    private static final List<String> CLASSES = List.of("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU");

    private final KerasStore store;
    private final @Nullable String version;

    KerasRecurrent(KerasStore store, @Nullable String version) {
        this.store = store;
        this.version = version;
    }

    static boolean isRecurrent(KerasLayer layer) {
        return CLASSES.contains(layer.className());
    }

    /** One direction of a layer. */
    private record Cell(CellKind kind, boolean bias, CellOptions options, Map<String, Tensor> tensors) {}

    /** A layer that runs forward. */
    RecurrentSpec forward(KerasLayer layer) throws FormatException {
        layer.requireOff("go_backwards");
        return stack(layer, List.of(cell(layer, layer, "cell", "_l0")));
    }

    /** Both directions of a Bidirectional layer. */
    RecurrentSpec bidirectional(KerasLayer wrapper, KerasLayer forward, KerasLayer backward) throws FormatException {
        forward.requireOff("go_backwards");
        List<Cell> cells = List.of(
                cell(wrapper, forward, "forward_layer/cell", "_l0"),
                cell(wrapper, backward, "backward_layer/cell", "_l0_reverse"));
        if (cells.get(0).kind != cells.get(1).kind || cells.get(0).bias != cells.get(1).bias) {
            throw wrapper.config().refused("backward_layer", "the same cell in both directions", "another");
        }
        return stack(wrapper, cells);
    }

    private RecurrentSpec stack(KerasLayer layer, List<Cell> cells) throws FormatException {
        Cell first = cells.getFirst();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        cells.forEach(cell -> tensors.putAll(cell.tensors));
        Tensor input = tensors.getOrDefault("weight_ih_l0", Tensor.zeros(0, 0));
        try {
            return RecurrentSpec.builder(first.kind, input.size(1), input.size(0) / first.kind.gates())
                    .name(layer.name())
                    .bidirectional(cells.size() == 2)
                    .bias(first.bias)
                    .options(cells.stream().map(cell -> cell.options).toArray(CellOptions[]::new))
                    .build(tensors);
        } catch (IllegalArgumentException e) {
            throw new FormatException(layer.config().path(), layer.config().where(), e);
        }
    }

    private Cell cell(KerasLayer owner, KerasLayer layer, String part, String suffix) throws FormatException {
        ConfigObject config = layer.config();
        int units = config.size("units");
        boolean bias = config.truth("use_bias", true);
        layer.requireOff("return_state");
        layer.requireOff("time_major");
        // A layer that keeps its state from call to call: that is what a State is for.
        config.truth("stateful", false);
        config.truth("return_sequences", false);
        config.truth("go_backwards", false);
        CellKind kind = kind(layer);
        int[] order = KerasLayout.gateOrder(kind);
        Reader reader = new Reader(owner, layer, part, suffix, units, order);
        boolean cudnn = layer.className().startsWith("CuDNN");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        boolean resetAfter = reader.read(tensors, bias, cudnn);
        CellOptions options = CellOptions.of(kind).withActivations(activations(layer, kind));
        layer.requireNothingElse();
        return new Cell(kind, bias, options.withLinearBeforeReset(resetAfter), tensors);
    }

    private static CellKind kind(KerasLayer layer) throws FormatException {
        return switch (layer.className()) {
            case "LSTM", "CuDNNLSTM" -> CellKind.LSTM;
            case "GRU", "CuDNNGRU" -> CellKind.GRU;
            case "SimpleRNN" -> CellKind.RNN_TANH;
            default -> throw layer.object().refused("class_name", "one of " + CLASSES, "'" + layer.className() + "'");
        };
    }

    private CellActivation[] activations(KerasLayer layer, CellKind kind) throws FormatException {
        CellActivation inner = KerasActivations.ofCell(layer.config(), "activation", "tanh", version);
        if (kind == CellKind.RNN_TANH) {
            return new CellActivation[] {inner};
        }
        CellActivation gates = KerasActivations.ofCell(layer.config(), "recurrent_activation", "sigmoid", version);
        return kind == CellKind.LSTM ? new CellActivation[] {gates, inner, inner} : new CellActivation[] {gates, inner};
    }

    /** Takes one cell's weights. */
    private final class Reader {
        private final KerasLayer owner;
        private final KerasLayer layer;
        private final String part;
        private final String suffix;
        private final int units;
        private final int[] order;

        Reader(KerasLayer owner, KerasLayer layer, String part, String suffix, int units, int[] order) {
            this.owner = owner;
            this.layer = layer;
            this.part = part;
            this.suffix = suffix;
            this.units = units;
            this.order = order.clone();
        }

        /** Returns whether the reset gate acts after the product, as in PyTorch; true for other cells. */
        boolean read(Map<String, Tensor> tensors, boolean bias, boolean cudnnClass) throws FormatException {
            long columns = (long) order.length * units;
            String reason = units + " units, as " + layer.config().where() + " says";
            String kernelName = store.name(owner, part, Role.KERNEL);
            String recurrentName = store.name(owner, part, Role.RECURRENT_KERNEL);
            long[] shape = store.shape(kernelName);
            Tensor kernel = store.take(kernelName, reason, shape.length == 2 ? Math.max(1, shape[0]) : 1, columns);
            Tensor recurrent = store.take(recurrentName, reason, units, columns);
            boolean gru = order.length == 3;
            boolean resetAfter = true;
            boolean cudnn = cudnnClass;
            if (bias) {
                String biasName = store.name(owner, part, Role.RECURRENT_BIAS);
                long[] found = store.shape(biasName);
                // cuDNN's cells have two biases in one row, by which Keras knows them too.
                cudnn |= order.length > 1 && Arrays.equals(found, new long[] {2 * columns});
                boolean two = cudnn || (gru && found.length == 2);
                long[] expected =
                        cudnn ? new long[] {2 * columns} : two ? new long[] {2, columns} : new long[] {columns};
                Tensor biases = store.take(biasName, reason, expected);
                put(tensors, "bias_ih", KerasLayout.biases(biases, 0, units, order), biasName, two ? "row 0, " : "");
                Tensor second = two ? KerasLayout.biases(biases, 1, units, order) : Tensor.zeros((int) columns);
                put(tensors, "bias_hh", second, two ? biasName : "zeros", two ? "row 1, " : "");
                resetAfter = !gru || two;
            }
            if (gru) {
                resetAfter = resetAfter(bias, resetAfter, cudnn);
            }
            Tensor input = cudnn ? KerasLayout.cudnnInput(kernel, order) : KerasLayout.gates(kernel, order);
            Tensor hidden = cudnn ? KerasLayout.cudnnInput(recurrent, order) : KerasLayout.gates(recurrent, order);
            String note = cudnn ? "cuDNN's layout, " : "transposed, ";
            put(tensors, "weight_ih", input, kernelName, note);
            put(tensors, "weight_hh", hidden, recurrentName, note);
            return resetAfter;
        }

        /** What the config says, where it says so; it has to agree with the biases. */
        private boolean resetAfter(boolean bias, boolean byBias, boolean cudnn) throws FormatException {
            ConfigObject config = layer.config();
            if (!config.has("reset_after")) {
                if (!bias && !cudnn) {
                    throw config.refused("reset_after", "true or false", "no such key, and no bias that tells");
                }
                return byBias;
            }
            boolean said = config.truth("reset_after", true);
            if (bias && said != byBias) {
                throw config.refused("reset_after", byBias + ", as the bias's shape means", Boolean.toString(said));
            }
            return said;
        }

        private void put(Map<String, Tensor> tensors, String tensor, Tensor value, String dataset, String note) {
            tensors.put(tensor + suffix, value);
            String gates = order.length == 4 ? "gates i f c o" : order.length == 3 ? "gates z r h" : "";
            String said = (note + gates).replaceAll(", $", "");
            String origin = dataset.equals("zeros") || said.isEmpty() ? dataset : dataset + " (" + said + ")";
            store.origin(owner.name() + "." + tensor + suffix, origin);
        }
    }
}
