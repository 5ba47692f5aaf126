package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.Precision;
import java.util.Objects;

/** The precision of a layer of a graph: it says none, but may have integers and scales. */
final class StoredPrecision {
    private StoredPrecision() {}

    /** int8 if all weight matrices came with the scales of their rows, otherwise fp32. */
    static Precision of(LayerSpec layer) {
        boolean inInt8 = !layer.matrices().isEmpty()
                && layer.matrices().values().stream().allMatch(matrix -> Objects.nonNull(matrix.scales()));
        return inInt8 ? Precision.INT8 : Precision.FP32;
    }
}
