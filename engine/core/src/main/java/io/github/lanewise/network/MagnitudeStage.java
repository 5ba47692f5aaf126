package io.github.lanewise.network;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.MagnitudeSpec;

/** {@code y = sqrt(re^2 + im^2)} at each position of a row. */
final class MagnitudeStage extends RowStage {
    private final ElementKernels elements;
    private final int channels;
    private final int positions;

    MagnitudeStage(MagnitudeSpec spec, Kernels kernels) {
        super(spec);
        elements = kernels.elements();
        channels = spec.channels();
        positions = spec.positions();
    }

    @Override
    boolean readsBehindRows() {
        return true;
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        for (int row = 0; row < count; row++) {
            for (int position = 0; position < positions; position++) {
                int re = xOffset + row * inputStride() + 2 * position * channels;
                int to = yOffset + row * outputStride() + position * channels;
                elements.magnitude(x, re, x, re + channels, y, to, channels);
            }
        }
    }
}
