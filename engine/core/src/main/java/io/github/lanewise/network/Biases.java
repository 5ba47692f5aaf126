package io.github.lanewise.network;

import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** What the products of a layer start from. */
final class Biases {
    private Biases() {}

    /** A copy of a bias; zeros where the layer has none. */
    static float[] of(@Nullable Tensor bias, int size) {
        float[] floats = new float[Rows.stride(size)];
        if (bias != null) {
            System.arraycopy(bias.data(), 0, floats, 0, size);
        }
        return floats;
    }
}
