package io.github.lanewise.cli.bench;

import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;

/**
 * What one step has to do at least: the products of the weight matrices. Activations, biases and embeddings are left out.
 *
 * @param flops floating-point operations, a multiplication and an addition for each weight that a row meets
 * @param weightBytes of the weight matrices in their precisions
 */
public record StepCost(double flops, long weightBytes) {
    /** Of 32 columns in int4, which share a scale of 16 bits: 32 times 4, and 16, over 32. */
    private static final double INT4_BITS = 4.5;

    static StepCost of(ModelSpec spec) {
        double flops = 0;
        double bits = 0;
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            double weights = layer.matrices().values().stream()
                    .mapToLong(matrix -> matrix.data().length)
                    .sum();
            int positions = layer instanceof Conv1dSpec convolution ? convolution.outPositions() : 1;
            flops += 2 * weights * positions;
            bits += weights * bits(spec.precision(i));
        }
        return new StepCost(flops, Math.round(bits / Byte.SIZE));
    }

    private static double bits(Precision precision) {
        return switch (precision) {
            case FP32 -> Float.SIZE;
            case BF16 -> Short.SIZE;
            case INT8 -> Byte.SIZE;
            case INT4 -> INT4_BITS;
        };
    }
}
