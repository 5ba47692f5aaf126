package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tensors of a file that have been read, all of them. Immutable and thread-safe. */
public final class LoadedTensors implements TensorSource {
    private final Path path;
    private final Map<String, Tensor> tensors;

    /**
     * Tensors that were read.
     *
     * @param path of the file, for messages
     * @param tensors by name, in the file's order
     */
    public LoadedTensors(Path path, Map<String, Tensor> tensors) {
        this.path = path;
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
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
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new FormatException(
                    path, "tensor " + name, "a tensor of this name", "none", "the file has " + Messages.list(names()));
        }
        return tensor;
    }
}
