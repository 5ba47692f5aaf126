package io.github.lanewise.network;

import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** What the products of a layer start from. */
final class Biases {
    private Biases() {}

    /** A copy of a bias; zeros where the layer has none. */
    static AlignedFloats of(@Nullable Tensor bias, int size) {
        AlignedFloats floats = AlignedFloats.allocate(size);
        if (bias != null) {
            floats.copyFrom(bias.data(), 0, 0, size);
        }
        return floats;
    }
}
