package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxTensor;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;

/** In what a model differs from the quantized graph that it was read from, for people. */
final class QuantizationNotes {
    private QuantizationNotes() {}

    static List<String> of(OnnxGraph graph, ModelSpec spec, Folding folding) {
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            List<String> integers = folding.origins().constants(layer).stream()
                    .filter(name -> isMatrixOfIntegers(graph, name))
                    .distinct()
                    .toList();
            boolean hasMatrices = !layer.matrices().isEmpty();
            if (hasMatrices && spec.precision(i) == Precision.FP32 && !integers.isEmpty()) {
                notes.add("layer '" + layer.name() + "' is fp32, with the exact values of " + Messages.list(integers)
                        + ": int8 has a zero point in the middle and a scale for each row");
            }
        }
        if (!folding.rounding().isEmpty()) {
            notes.add("activations stay float32: answers differ from those of an engine that rounds them to integers,"
                    + " as the file says (" + Messages.list(folding.rounding()) + ")");
        }
        return notes;
    }

    private static boolean isMatrixOfIntegers(OnnxGraph graph, String name) {
        OnnxTensor tensor = graph.initializers().get(name);
        return tensor != null
                && tensor.shape().length >= 2
                && (tensor.type() == ElementType.INT8 || tensor.type() == ElementType.UINT8);
    }
}
