package io.github.lanewise.formats;

import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tensors of a model's file, and which of them the model has taken. */
final class Weights {
    private final Safetensors file;
    private final Set<String> taken = new HashSet<>();

    Weights(Safetensors file) {
        this.file = file;
    }

    Safetensors file() {
        return file;
    }

    Path path() {
        return file.path();
    }

    /**
     * A tensor of a layer. Its shape is checked before anything is allocated.
     *
     * @param name its whole name
     * @param reason what calls for it and its shape, for messages
     * @param shape the extents that it must have
     */
    Tensor take(String name, String reason, long... shape) throws FormatException {
        String where = "tensor " + name;
        String expected = "shape " + Text.shape(shape) + " for " + reason;
        if (!file.has(name)) {
            throw new FormatException(
                    path(), where, expected, "no such tensor", "the file has " + Text.list(file.names()));
        }
        if (!Arrays.equals(file.shape(name), shape)) {
            throw new FormatException(path(), where, expected, "shape " + Text.shape(file.shape(name)), "");
        }
        taken.add(name);
        return file.floats(name);
    }

    /** In the order of the data. */
    List<String> unused() {
        return file.names().stream().filter(name -> !taken.contains(name)).toList();
    }
}
