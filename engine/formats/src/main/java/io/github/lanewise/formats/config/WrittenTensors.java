package io.github.lanewise.formats.config;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.stack.Nibbles;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.Set;

/** The tensors of a model in the file that describes it: weight matrices in their layer's precision, everything else as F32. */
public final class WrittenTensors {
    private WrittenTensors() {}

    /**
     * Adds all tensors of a model.
     *
     * @throws IllegalArgumentException if a weight does not go into its layer's precision
     */
    public static void add(ModelSpec spec, SafetensorsWriter writer) {
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            Precision precision = spec.precision(i);
            Set<String> matrices = layer.matrices().keySet();
            layer.tensors()
                    .forEach((name, tensor) -> add(
                            writer,
                            LayerDescription.prefix(layer.name()) + name,
                            tensor,
                            matrices.contains(name) ? precision : Precision.FP32));
        }
    }

    private static void add(SafetensorsWriter writer, String name, Tensor tensor, Precision precision) {
        switch (precision) {
            case FP32 -> writer.floats(name, tensor);
            case BF16 -> writer.floats(name, precision.round(name, tensor), Dtype.BF16);
            case INT8 -> {
                Int8Tensor int8 = Int8Tensor.of(name, tensor);
                float[] scales = int8.scales();
                writer.bytes(name, int8.numbers(), tensor.shape());
                writer.floats(name + TakenTensors.SCALE, Tensor.of(scales, scales.length));
            }
            case INT4 -> {
                Int4Tensor int4 = Int4Tensor.of(name, tensor);
                int rows = int4.rows();
                int columns = int4.columns();
                writer.bytes(name, Nibbles.pack(int4.numbers(), columns), rows, Nibbles.bytes(columns));
                Tensor scales = Tensor.of(int4.scales(), rows, Int4Tensor.groups(columns));
                writer.floats(name + TakenTensors.SCALE, scales, Dtype.BF16);
            }
        }
    }
}
