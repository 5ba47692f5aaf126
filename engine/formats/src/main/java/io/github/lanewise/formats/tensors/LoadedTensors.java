package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.bytes.NamedEntries;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tensors of a file that have been read, all of them. Immutable and thread-safe. */
public final class LoadedTensors implements TensorSource {
    private final Path path;
    private final NamedEntries<Tensor> tensors;

    /**
     * Tensors that were read.
     *
     * @param path of the file, for messages
     * @param tensors by name, in the file's order
     */
    public LoadedTensors(Path path, Map<String, Tensor> tensors) {
        this.path = path;
        this.tensors = new NamedEntries<>(path, "tensor", tensors);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> names() {
        return tensors.names();
    }

    @Override
    public boolean has(String name) {
        return tensors.has(name);
    }

    @Override
    public Dtype dtype(String name) throws FormatException {
        floats(name);
        return Dtype.F32;
    }

    @Override
    public long[] shape(String name) throws FormatException {
        int[] shape = floats(name).shape();
        long[] extents = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            extents[i] = shape[i];
        }
        return extents;
    }

    @Override
    public Tensor floats(String name) throws FormatException {
        return tensors.get(name);
    }
}
