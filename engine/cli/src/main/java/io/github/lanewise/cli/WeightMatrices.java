package io.github.lanewise.cli;

import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights of a layer that a precision concerns: the matrices of recurrent, linear and convolution layers. */
final class WeightMatrices {
    private WeightMatrices() {}

    /** The bytes of all tensors of a layer, with its matrices in a precision. */
    static long bytes(LayerSpec layer, Precision precision) {
        Map<String, Tensor> matrices = layer.matrices();
        long bytes = 0;
        for (Map.Entry<String, Tensor> tensor : layer.tensors().entrySet()) {
            Precision stored = matrices.containsKey(tensor.getKey()) ? precision : Precision.FP32;
            bytes += bytes(tensor.getValue(), stored);
        }
        return bytes;
    }

    private static long bytes(Tensor tensor, Precision precision) {
        long elements = tensor.data().length;
        return switch (precision) {
            case FP32 -> elements * Float.BYTES;
            case BF16 -> elements * Short.BYTES;
            case INT8 -> elements + (long) tensor.size(0) * Float.BYTES;
            case INT4 -> {
                if (tensor.rank() != 2) {
                    yield bytes(tensor, Precision.INT8);
                }
                int columns = tensor.size(1);
                long row = Math.ceilDiv(columns, 2) + (long) Int4Tensor.groups(columns) * Short.BYTES;
                yield tensor.size(0) * row;
            }
        };
    }

    /** Why a precision does not take a layer's weights, naming the tensor; null if it does. */
    static @Nullable String refusal(LayerSpec layer, Precision precision) {
        String prefix = layer.name().isEmpty() ? "" : layer.name() + ".";
        try {
            layer.matrices().forEach((name, matrix) -> precision.round(prefix + name, matrix));
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
