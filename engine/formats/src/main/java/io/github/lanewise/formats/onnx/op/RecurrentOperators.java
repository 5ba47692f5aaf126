package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.InitialStates;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** LSTM, GRU and RNN nodes: each a recurrent layer of one or two directions, with the outputs Y, Y_h and Y_c. */
final class RecurrentOperators {
    private RecurrentOperators() {}

    static List<Value> fold(NodeContext o, Folding folding) throws FormatException {
        boolean batchFirst = o.truth("layout");
        String direction = o.text("direction", "forward").toLowerCase(Locale.ROOT);
        List<Boolean> reverse = switch (direction) {
            case "forward" -> List.of(false);
            case "reverse" -> List.of(true);
            case "bidirectional" -> List.of(false, true);
            default -> throw o.refused("attribute direction forward, reverse or bidirectional", "'" + direction + "'");
        };
        int directions = reverse.size();
        List<CellOptions> options = CellAttributes.read(o, directions);
        CellKind kind = CellAttributes.kind(o, options);
        List<CellWeights> weights = CellTensors.read(o, folding, kind, directions);
        int units = weights.getFirst().weightHh().size(1);
        Rows x = rows(o, folding, batchFirst, weights.getFirst().weightIh().size(1));
        InitialStates hidden = InitialStates.read(o, folding, 5, "initial_h", directions, units, batchFirst);
        InitialStates cell = kind == CellKind.LSTM
                ? InitialStates.read(o, folding, 6, "initial_c", directions, units, batchFirst)
                : hidden;
        RecurrentNode node = new RecurrentNode(
                o.node().where(),
                reverse,
                AxisPart.extent(x.axes().get(batchFirst ? 0 : 1)),
                units,
                hidden.sources(),
                kind == CellKind.LSTM ? cell.sources() : List.of(),
                lengths(o));
        RecurrentSpec layer;
        try {
            layer = RecurrentSpec.builder(kind, weights.getFirst().weightIh().size(1), units)
                    .name(folding.layerName(o.operator().toLowerCase(Locale.ROOT)))
                    .bidirectional(directions == 2)
                    .reverse(node.isReverse())
                    .bias(weights.getFirst().biasIh() != null)
                    .options(options.toArray(CellOptions[]::new))
                    .build(weights, hidden.stored(), kind == CellKind.LSTM ? cell.stored() : null);
        } catch (IllegalArgumentException e) {
            throw o.refused("a recurrent layer", String.valueOf(e.getMessage()));
        }
        return outputs(folding, x.chain().then(layer, List.of(node)), layer, node, batchFirst, kind == CellKind.LSTM);
    }

    /** X, whose axes become time and batch. */
    private static Rows rows(NodeContext o, Folding folding, boolean batchFirst, int inputSize) throws FormatException {
        Rows x = folding.rows(o, 0);
        if (x.axes().size() != 3 || !x.endsWithFeatures() || x.head() != Head.EVERY_STEP) {
            throw o.refusedInput(0, "rows of every step, features last, in three dimensions", x);
        }
        Dim features = AxisPart.extent(x.features());
        if (!folding.sizes().known(features).is(inputSize) && !folding.sizes().learn(features, Dim.of(inputSize))) {
            throw o.refused("X of " + inputSize + " features, as W has it", features.toString());
        }
        if (x.axes().get(0).size() > 1 || x.axes().get(1).size() > 1) {
            throw o.refusedInput(0, "rows with time and batch apart", x);
        }
        folding.runAlong(o, x.axes().get(batchFirst ? 1 : 0), x.axes().get(batchFirst ? 0 : 1));
        return x;
    }

    private static @Nullable String lengths(NodeContext o) throws FormatException {
        Value lengths = o.optional(4);
        if (lengths == null) {
            return null;
        }
        if (lengths instanceof InputView view && view.isWhole() && view.shape().size() == 1) {
            return view.input();
        }
        throw o.refusedInput(4, "sequence_lens, an input of the graph", lengths);
    }

    private static List<Value> outputs(
            Folding folding,
            LayerChain chain,
            RecurrentSpec layer,
            RecurrentNode node,
            boolean batchFirst,
            boolean hasCell) {
        AxisPart units = AxisPart.whole(layer.name() + ".units", Dim.of(layer.hiddenSize()));
        AxisPart direction = AxisPart.whole(layer.name() + ".direction", Dim.of(node.directions()));
        List<AxisPart> time = folding.time() == null ? List.of() : folding.time();
        List<AxisPart> batch = folding.batch() == null ? List.of() : folding.batch();
        List<AxisPart> directions = AxisPart.axis(direction);
        List<AxisPart> features = new ArrayList<>(directions);
        features.addAll(AxisPart.axis(units));
        List<List<AxisPart>> axes = batchFirst
                ? List.of(batch, time, directions, AxisPart.axis(units))
                : List.of(time, directions, batch, AxisPart.axis(units));
        Rows y = new Rows(chain, axes, features, Head.EVERY_STEP, -1);
        folding.addOutput(node, y);
        List<Value> outputs = new ArrayList<>(List.of(y, states(node, batchFirst, false)));
        if (hasCell) {
            outputs.add(states(node, batchFirst, true));
        }
        return outputs;
    }

    private static FinalStates states(RecurrentNode node, boolean batchFirst, boolean cell) {
        List<FinalStates.Ref> refs = new ArrayList<>();
        for (int d = 0; d < node.directions(); d++) {
            refs.add(new FinalStates.Ref(node, d, cell));
        }
        // One sequence, or one unit, is an axis of extent 1 as any other, which may come and go.
        int batch = node.batch().is(1) ? 1 : FinalStates.BATCH;
        int units = node.units() == 1 ? 1 : FinalStates.UNITS;
        List<Integer> axes =
                batchFirst ? List.of(batch, node.directions(), units) : List.of(node.directions(), batch, units);
        return new FinalStates(axes, refs);
    }
}
