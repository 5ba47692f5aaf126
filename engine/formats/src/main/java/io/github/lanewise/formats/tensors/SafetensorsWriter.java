package io.github.lanewise.formats.tensors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.bytes.LittleEndianOutput;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.json.JsonTree;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file. The header has the tensors in the order in which they were given, and the data those of the
 * wider types first, so that every tensor is aligned to its elements. Arrays are kept without copying until the file is
 * written. Not thread-safe.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = Long.BYTES;

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Pending> tensors = new LinkedHashMap<>();

    /** A writer without tensors or metadata. */
    public SafetensorsWriter() {}

    @FunctionalInterface
    private interface Data {
        void writeTo(LittleEndianOutput out) throws IOException;
    }

    private record Pending(String name, Dtype dtype, List<Integer> shape, long bytes, Data data) {}

    /**
     * Adds a text to the metadata.
     *
     * @param key its key
     * @param value the text
     * @return this
     * @throws IllegalArgumentException if there is one under this key already, or either is no Unicode text
     */
    public SafetensorsWriter metadata(String key, String value) {
        requireUnicode(key);
        requireUnicode(value);
        if (metadata.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("metadata: expected each key once, found '" + key + "' again");
        }
        return this;
    }

    /**
     * Adds a tensor of F32, every bit as it is.
     *
     * @param name its name
     * @param tensor its elements
     * @return this
     * @throws IllegalArgumentException if there is a tensor of this name already, or the name cannot be one
     */
    public SafetensorsWriter floats(String name, Tensor tensor) {
        return floats(name, tensor, Dtype.F32);
    }

    /**
     * Adds a tensor of floats in another type, rounded to the nearest value, ties to even; what lies beyond the type's
     * range becomes infinite.
     *
     * @param name its name
     * @param tensor its elements
     * @param dtype F32, F64, F16 or BF16
     * @return this
     * @throws IllegalArgumentException if there is a tensor of this name already, the name cannot be one, or the type is
     *     another
     */
    public SafetensorsWriter floats(String name, Tensor tensor, Dtype dtype) {
        float[] values = tensor.data();
        Data data = switch (dtype) {
            case F32 -> out -> out.putFloats(values);
            case F64 ->
                out -> {
                    for (float value : values) {
                        out.putDouble(value);
                    }
                };
            case F16 ->
                out -> {
                    for (float value : values) {
                        out.putShort(Float.floatToFloat16(value));
                    }
                };
            case BF16 ->
                out -> {
                    for (float value : values) {
                        out.putShort(bfloat16(value));
                    }
                };
            default ->
                throw new IllegalArgumentException(
                        "tensor " + name + ": expected dtype F32, F64, F16 or BF16, found " + dtype);
        };
        return add(name, dtype, values.length, tensor.shape(), data);
    }

    /**
     * Adds a tensor of F64.
     *
     * @param name its name
     * @param values its elements, row-major
     * @param shape its extents
     * @return this
     * @throws IllegalArgumentException if there is a tensor of this name already, the name cannot be one, or the number
     *     of elements does not fit the shape
     */
    public SafetensorsWriter doubles(String name, double[] values, int... shape) {
        return add(name, Dtype.F64, values.length, shape, out -> {
            for (double value : values) {
                out.putDouble(value);
            }
        });
    }

    /**
     * Adds a tensor of I64.
     *
     * @param name its name
     * @param values its elements, row-major
     * @param shape its extents
     * @return this
     * @throws IllegalArgumentException if there is a tensor of this name already, the name cannot be one, or the number
     *     of elements does not fit the shape
     */
    public SafetensorsWriter integers(String name, long[] values, int... shape) {
        return add(name, Dtype.I64, values.length, shape, out -> {
            for (long value : values) {
                out.putLong(value);
            }
        });
    }

    /**
     * Adds a tensor of I8.
     *
     * @param name its name
     * @param values its elements, row-major
     * @param shape its extents
     * @return this
     * @throws IllegalArgumentException if there is a tensor of this name already, the name cannot be one, or the number
     *     of elements does not fit the shape
     */
    public SafetensorsWriter bytes(String name, byte[] values, int... shape) {
        return add(name, Dtype.I8, values.length, shape, out -> out.putBytes(values));
    }

    private SafetensorsWriter add(String name, Dtype dtype, int elements, int[] shape, Data data) {
        requireUnicode(name);
        List<Integer> extents = Arrays.stream(shape).boxed().toList();
        if (elements != product(shape)) {
            throw new IllegalArgumentException(
                    "tensor " + name + ": expected as many elements as shape " + extents + " has, found " + elements);
        }
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("expected the name of a tensor, found " + name + ", which is reserved");
        }
        long bytes = (long) elements * dtype.bits() / Byte.SIZE;
        if (tensors.putIfAbsent(name, new Pending(name, dtype, extents, bytes, data)) != null) {
            throw new IllegalArgumentException("tensor " + name + ": expected each name once, found it again");
        }
        return this;
    }

    private static long product(int[] shape) {
        long product = 1;
        for (int extent : shape) {
            if (extent < 0) {
                return -1;
            }
            product = Math.multiplyExact(product, (long) extent);
        }
        return product;
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @throws IllegalArgumentException if the header is longer than the format allows
     * @throws IOException if the file cannot be written
     */
    public void write(Path path) throws IOException {
        List<Pending> inOrderOfData = new ArrayList<>(tensors.values());
        inOrderOfData.sort(
                Comparator.comparingInt((Pending tensor) -> tensor.dtype().bits())
                        .reversed());
        byte[] header = header(inOrderOfData);
        AtomicFile.write(path, stream -> writeTo(stream, header, inOrderOfData));
    }

    private static void writeTo(OutputStream stream, byte[] header, List<Pending> inOrderOfData) throws IOException {
        LittleEndianOutput out = new LittleEndianOutput(stream);
        out.putLong(header.length);
        out.putBytes(header);
        for (Pending tensor : inOrderOfData) {
            tensor.data().writeTo(out);
        }
        out.flush();
    }

    private byte[] header(List<Pending> inOrderOfData) throws IOException {
        Map<String, Long> begins = new HashMap<>();
        long at = 0;
        for (Pending tensor : inOrderOfData) {
            begins.put(tensor.name(), at);
            at += tensor.bytes();
        }
        ObjectNode root = JsonTree.object();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(texts::put);
        }
        for (Pending tensor : tensors.values()) {
            long begin = begins.getOrDefault(tensor.name(), 0L);
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(begin).add(begin + tensor.bytes());
        }
        byte[] json = new JsonMapper().writeValueAsBytes(root);
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (length > SafetensorsHeader.MAX_LENGTH) {
            throw new IllegalArgumentException("expected a header of at most " + SafetensorsHeader.MAX_LENGTH
                    + " bytes, found " + length + "; take fewer tensors or shorter metadata");
        }
        byte[] padded = Arrays.copyOf(json, length);
        Arrays.fill(padded, json.length, length, (byte) ' ');
        return padded;
    }

    private static short bfloat16(float value) {
        // Rounding could carry a NaN's payload into infinity.
        return Float.isNaN(value)
                ? (short) ((Float.floatToRawIntBits(value) >>> Short.SIZE) | 0x40)
                : Bfloat16.of(value);
    }

    private static void requireUnicode(String text) {
        if (!Messages.isUnicode(text)) {
            throw new IllegalArgumentException(
                    "expected Unicode text, found half of a surrogate pair in '" + Messages.shorten(text, 80) + "'");
        }
    }
}
