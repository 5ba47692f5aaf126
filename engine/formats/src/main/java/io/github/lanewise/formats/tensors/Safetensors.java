package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.bytes.ContentsReader;
import io.github.lanewise.formats.bytes.Elements;
import io.github.lanewise.formats.bytes.NamedEntries;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: named tensors and metadata. Read whole and checked when it is opened, after which the file itself
 * is not touched any more. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors implements TensorSource {
    private final Path path;
    private final Map<String, String> metadata;
    private final NamedEntries<TensorEntry> entries;
    private final MemorySegment data;

    private Safetensors(Path path, SafetensorsHeader header, ContentsReader file) throws FormatException {
        this.path = path;
        this.metadata = Collections.unmodifiableMap(header.metadata());
        Map<String, TensorEntry> inOrder = new LinkedHashMap<>();
        for (TensorEntry entry : header.inOrderOfData()) {
            inOrder.put(entry.name(), entry);
        }
        this.entries = new NamedEntries<>(path, "tensor", inOrder);
        this.data = file.segment(header.dataBytes(), "data");
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its contents
     * @throws FormatException if its bytes break a rule of the format
     * @throws IOException if it cannot be read
     */
    public static Safetensors read(Path path) throws IOException {
        return read(FileContents.read(path));
    }

    /**
     * Reads a file that is in memory.
     *
     * @param contents of the file
     * @return its tensors and metadata
     * @throws FormatException if its bytes break a rule of the format
     */
    public static Safetensors read(FileContents contents) throws FormatException {
        ContentsReader reader = new ContentsReader(contents);
        return new Safetensors(contents.path(), SafetensorsHeader.read(contents.path(), reader), reader);
    }

    @Override
    public Path path() {
        return path;
    }

    /**
     * The texts under {@code __metadata__}.
     *
     * @return an unmodifiable map in the header's order; empty if there are none
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public List<String> names() {
        return entries.names();
    }

    @Override
    public boolean has(String name) {
        return entries.has(name);
    }

    @Override
    public Dtype dtype(String name) throws FormatException {
        return entries.get(name).dtype();
    }

    @Override
    public long[] shape(String name) throws FormatException {
        return entries.get(name).shape();
    }

    @Override
    public Tensor floats(String name) throws FormatException {
        return elements(name).tensor(shape(name));
    }

    /**
     * A tensor as doubles.
     *
     * @param name of a tensor of F32, F64, F16 or BF16, all of which a double holds exactly
     * @return a new array, row-major
     * @throws FormatException if there is no such tensor, it is of another type, or there are more elements than an
     *     array holds
     */
    public double[] doubles(String name) throws FormatException {
        return elements(name).doubles();
    }

    /**
     * A tensor as integers.
     *
     * @param name of a tensor of integers, of BOOL (0 and 1), or of F16, BF16, F32 or F64 whose values are whole numbers
     * @return a new array, row-major
     * @throws FormatException if there is no such tensor, it is of another type, a value is no whole number below 2^63,
     *     or there are more elements than an array holds
     */
    public long[] integers(String name) throws FormatException {
        return elements(name).integers();
    }

    @Override
    public byte[] bytes(String name) throws FormatException {
        return elements(name).bytes();
    }

    private Elements elements(String name) throws FormatException {
        TensorEntry entry = entries.get(name);
        MemorySegment bytes = data.asSlice(entry.begin(), entry.end() - entry.begin());
        return new Elements(path, entries.where(name), entry.dtype(), ByteOrder.LITTLE_ENDIAN, bytes);
    }
}
