package io.github.lanewise.formats.model;

import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.Precision;
import java.util.Objects;

/** The precision of a layer whose file says none, but may have integers and scales. */
public final class StoredPrecision {
    private StoredPrecision() {}

    /**
     * The precision that keeps the layer's matrices as they are.
     *
     * @param layer that was read
     * @return {@link Precision#INT8} if all weight matrices came with the scales of their rows, otherwise {@link Precision#FP32}
     */
    public static Precision of(LayerSpec layer) {
        boolean inInt8 = !layer.matrices().isEmpty()
                && layer.matrices().values().stream().allMatch(matrix -> Objects.nonNull(matrix.scales()));
        return inInt8 ? Precision.INT8 : Precision.FP32;
    }
}
