package io.github.lanewise;

import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Tells models apart, so that a state is not used with a model that it does not belong to. */
final class Fingerprint {
    private static final int CHUNK = 1 << 14;

    private Fingerprint() {}

    /** The architecture's checksum in the upper half, the weights' in the lower; the backend does not matter. */
    static long of(ModelSpec spec) {
        CRC32C architecture = new CRC32C();
        CRC32C weights = new CRC32C();
        architecture.update((spec.describe() + spec.head()).getBytes(StandardCharsets.UTF_8));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        spec.tensors().forEach((name, tensor) -> {
            architecture.update((name + tensor.shapeText()).getBytes(StandardCharsets.UTF_8));
            update(weights, tensor, chunk);
        });
        return architecture.getValue() << 32 | weights.getValue();
    }

    private static void update(CRC32C crc, Tensor tensor, ByteBuffer chunk) {
        float[] data = tensor.data();
        for (int from = 0; from < data.length; from += CHUNK) {
            int count = Math.min(CHUNK, data.length - from);
            chunk.clear();
            chunk.asFloatBuffer().put(data, from, count);
            crc.update(chunk.limit(count * Float.BYTES));
        }
    }
}
