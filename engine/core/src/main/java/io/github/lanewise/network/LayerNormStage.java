package io.github.lanewise.network;

import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.Tensor;

/**
 * Each row's features, shifted and scaled to mean 0 and variance 1. Sums go through the row in order, in double: one after
 * another, so that every backend has the same bits; such a layer has a few hundred features where the one before it has as
 * many thousand weights.
 */
final class LayerNormStage extends RowStage {
    private final float[] weight;
    private final float[] bias;
    private final double epsilon;

    LayerNormStage(LayerNormSpec spec) {
        super(spec);
        weight = spec.weight().data().clone();
        Tensor given = spec.bias();
        bias = given == null ? new float[weight.length] : given.data().clone();
        epsilon = spec.epsilon();
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        for (int row = 0; row < count; row++) {
            normalize(x, xOffset + row * inputStride(), y, yOffset + row * outputStride());
        }
    }

    private void normalize(float[] x, int from, float[] y, int to) {
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
            sum += x[from + i];
        }
        double mean = sum / weight.length;
        double squares = 0;
        for (int i = 0; i < weight.length; i++) {
            double deviation = x[from + i] - mean;
            squares += deviation * deviation;
        }
        double deviation = Math.sqrt(squares / weight.length + epsilon);
        for (int i = 0; i < weight.length; i++) {
            float scaled = (float) ((x[from + i] - mean) / deviation * weight[i] + bias[i]);
            // Whose payload a sum with a NaN has is up to the compiler.
            y[to + i] = Float.isNaN(scaled) ? Float.NaN : scaled;
        }
    }
}
