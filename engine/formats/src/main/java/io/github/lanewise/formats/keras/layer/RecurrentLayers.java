package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.CellTensors;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LSTM, GRU and SimpleRNN, alone or in both directions. Keras writes rows in the order in which it computes them, from a
 * sequence's end to its beginning where a layer goes backwards; the engine's rows stay at their own time, so the chain keeps
 * the order that Keras's rows have.
 */
final class RecurrentLayers {
    static final List<String> CLASSES = List.of("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU");

    private RecurrentLayers() {}

    /** One direction of a layer. */
    private record Cell(CellKind kind, boolean bias, CellOptions options, Map<String, Tensor> tensors) {}

    /** A layer of one direction. */
    static void read(LayerContext layer) throws FormatException {
        KerasChain chain = layer.chain();
        chain.requireRows(layer.layer());
        boolean reverse = chain.backward() != goesBackwards(layer.layer());
        boolean sequences = returnsSequences(layer.layer());
        Cell cell = cell(layer.within("cell"), reverse);
        RecurrentSpec stack = stack(layer, List.of(cell), reverse);
        if (sequences) {
            chain.addRecurrent(stack, reverse, layer.layer());
        } else {
            chain.addLastOutput(stack, reverse ? Head.FINAL_HIDDEN : Head.LAST_STEP);
        }
    }

    /** A layer of both directions: what goes along the sequence in its own order is the engine's forward direction. */
    static void bidirectional(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        layer.chain().requireRows(layer.layer());
        MergeSpec.Mode merge = merge(config);
        KerasLayer forward = layer.layer().inner("layer");
        boolean own = config.given("backward_layer");
        KerasLayer backward = own ? layer.layer().inner("backward_layer") : forward;
        for (KerasLayer direction : List.of(forward, backward)) {
            if (!CLASSES.contains(direction.className())) {
                throw direction
                        .object()
                        .refused("class_name", "one of " + String.join(", ", CLASSES), direction.className());
            }
        }
        boolean goesBackwards = goesBackwards(forward);
        boolean otherGoesBackwards = own ? goesBackwards(backward) : !goesBackwards;
        if (goesBackwards == otherGoesBackwards) {
            throw backward.refused("go_backwards", Boolean.toString(!goesBackwards), Boolean.toString(goesBackwards));
        }
        boolean sequences = returnsSequences(forward);
        if (returnsSequences(backward) != sequences) {
            throw backward.refused("return_sequences", "the same in both directions", "another");
        }
        boolean reverse = layer.chain().backward() != goesBackwards;
        RecurrentSpec stack = both(layer, forward, backward, reverse);
        if (sequences) {
            layer.chain().addRecurrent(stack, reverse, layer.layer());
        } else {
            layer.chain().addLastOutput(stack, Head.FINAL_HIDDEN);
        }
        if (merge != null) {
            layer.chain().add(new MergeSpec(merge, stack.hiddenSize()));
        } else if (reverse) {
            layer.chain().map(FeatureMap.swappedHalves(stack.outputSize()), layer.name() + "_order");
        }
    }

    /** How the two directions become one; null for side by side. */
    private static MergeSpec.@Nullable Mode merge(ConfigObject config) throws FormatException {
        String mode = config.given("merge_mode") ? config.string("merge_mode") : "null";
        return switch (mode) {
            case "concat" -> null;
            case "sum" -> MergeSpec.Mode.SUM;
            case "ave" -> MergeSpec.Mode.AVERAGE;
            case "mul" -> MergeSpec.Mode.PRODUCT;
            default ->
                throw config.refused(
                        "merge_mode", "concat, sum, ave or mul", mode.equals("null") ? "null, two outputs" : mode);
        };
    }

    /** Both directions, of which Keras's first one is the engine's reverse direction or its forward one. */
    private static RecurrentSpec both(LayerContext layer, KerasLayer forward, KerasLayer backward, boolean reverse)
            throws FormatException {
        LayerContext first =
                layer.wrapped(forward, layer.place().within("forward_layer/cell", "forward_", forward.name()));
        LayerContext second =
                layer.wrapped(backward, layer.place().within("backward_layer/cell", "backward_", backward.name()));
        List<Cell> cells = List.of(cell(reverse ? second : first, false), cell(reverse ? first : second, true));
        if (cells.get(0).kind != cells.get(1).kind || cells.get(0).bias != cells.get(1).bias) {
            throw layer.layer().refused("backward_layer", "the same cell in both directions", "another");
        }
        return stack(layer, cells, false);
    }

    private static boolean goesBackwards(KerasLayer layer) throws FormatException {
        return layer.config().truth("go_backwards", false);
    }

    private static boolean returnsSequences(KerasLayer layer) throws FormatException {
        return layer.config().truth("return_sequences", false);
    }

    private static RecurrentSpec stack(LayerContext layer, List<Cell> cells, boolean reverse) throws FormatException {
        Cell first = cells.getFirst();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        cells.forEach(cell -> tensors.putAll(cell.tensors));
        Tensor input = tensors.values().stream()
                .filter(tensor -> tensor.rank() == 2)
                .findFirst()
                .orElseThrow();
        return layer.config()
                .made(() -> RecurrentSpec.builder(first.kind, input.size(1), input.size(0) / first.kind.gates())
                        .name(layer.name())
                        .bidirectional(cells.size() == 2)
                        .reverse(reverse)
                        .bias(first.bias)
                        .options(cells.stream().map(cell -> cell.options).toArray(CellOptions[]::new))
                        .build(tensors));
    }

    private static Cell cell(LayerContext layer, boolean reverse) throws FormatException {
        KerasLayer described = layer.layer();
        ConfigObject config = described.config();
        int units = config.size("units");
        boolean bias = config.truth("use_bias", true);
        described.requireOff("return_state");
        described.requireOff("time_major");
        // Allowed: a caller that keeps the state from call to call does so with a State.
        config.truth("stateful", false);
        CellKind kind = kind(described);
        boolean cudnn = described.className().startsWith("CuDNN");
        CellTensors.Direction direction = new CellTensors.Direction(
                layer.name(), RecurrentSpec.suffix(0, reverse), config.where(), layer.place());
        CellTensors tensors = CellTensors.read(
                layer.weights(),
                direction,
                kind,
                units,
                bias,
                cudnn,
                layer.chain().features());
        CellOptions options = CellOptions.of(kind).withActivations(activations(layer, kind));
        if (kind == CellKind.GRU) {
            options = options.withLinearBeforeReset(resetAfter(config, bias || cudnn, tensors.resetAfter()));
        }
        described.requireNothingElse();
        return new Cell(kind, bias, options, tensors.tensors());
    }

    private static CellKind kind(KerasLayer layer) {
        return switch (layer.className()) {
            case "LSTM", "CuDNNLSTM" -> CellKind.LSTM;
            case "GRU", "CuDNNGRU" -> CellKind.GRU;
            default -> CellKind.RNN_TANH;
        };
    }

    private static CellActivation[] activations(LayerContext layer, CellKind kind) throws FormatException {
        CellActivation inner = KerasActivations.ofCell(layer, "activation", "tanh");
        if (kind == CellKind.RNN_TANH) {
            return new CellActivation[] {inner};
        }
        CellActivation gates = KerasActivations.ofCell(layer, "recurrent_activation", "sigmoid");
        return kind == CellKind.LSTM ? new CellActivation[] {gates, inner, inner} : new CellActivation[] {gates, inner};
    }

    /** What the config of a GRU says, where it says so; it has to agree with the biases. */
    private static boolean resetAfter(ConfigObject config, boolean told, boolean byBias) throws FormatException {
        if (!config.has("reset_after")) {
            if (!told) {
                throw config.refused("reset_after", "true or false", "no such key, and no bias that tells");
            }
            return byBias;
        }
        boolean said = config.truth("reset_after", true);
        if (told && said != byBias) {
            throw config.refused("reset_after", byBias + ", as the bias's shape means", Boolean.toString(said));
        }
        return said;
    }
}
