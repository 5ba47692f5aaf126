package io.github.lanewise.formats.stack;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a model's file, and which of them the model has taken. They are taken by the names that come behind a
 * prefix.
 */
public final class TakenTensors {
    private final TensorSource file;
    private final String prefix;
    private final Map<String, String> taken = new LinkedHashMap<>();

    public TakenTensors(TensorSource file, String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    public TensorSource file() {
        return file;
    }

    public String prefix() {
        return prefix;
    }

    public Path path() {
        return file.path();
    }

    /**
     * A tensor of a layer. Its shape is checked before anything is allocated.
     *
     * @param name its name behind the prefix
     * @param reason what calls for it and its shape, for messages
     * @param shape the extents that it must have
     */
    public Tensor take(String name, String reason, long... shape) throws FormatException {
        String whole = TensorAliases.in(file, prefix + name);
        String where = "tensor " + whole;
        String expected = "shape " + Messages.shape(shape) + " for " + reason;
        if (!file.has(whole)) {
            throw new FormatException(
                    path(), where, expected, "no such tensor", "the file has " + Messages.list(file.names()));
        }
        if (!Arrays.equals(file.shape(whole), shape)) {
            throw new FormatException(path(), where, expected, "shape " + Messages.shape(file.shape(whole)), "");
        }
        taken.put(name, whole);
        return file.floats(whole);
    }

    /**
     * The weight of a linear layer, or that of a convolution whose kernel has one element, which computes the same of each
     * row.
     *
     * @param name its name behind the prefix
     * @param reason what calls for it and its shape, for messages
     */
    public Tensor takeLinear(String name, String reason, int outputs, int inputs) throws FormatException {
        String whole = TensorAliases.in(file, prefix + name);
        long[] shape = file.has(whole) ? file.shape(whole) : new long[0];
        boolean ofConvolution = shape.length == 3 && shape[0] == outputs && shape[1] == inputs;
        if (!ofConvolution) {
            return take(name, reason, outputs, inputs);
        }
        if (shape[2] != 1) {
            throw new FormatException(
                    path(),
                    "tensor " + whole,
                    "shape " + Messages.shape(outputs, inputs) + " for " + reason,
                    "shape " + Messages.shape(shape) + ", that of a convolution with a kernel of " + shape[2],
                    "describe it as TEMPORAL_CONV1D or CONV1D");
        }
        Tensor kernels = take(name, reason, outputs, inputs, 1);
        return Tensor.of(kernels.data(), outputs, inputs);
    }

    /** Whole names, in the order of the file. */
    public List<String> unused() {
        return file.names().stream().filter(name -> !taken.containsValue(name)).toList();
    }

    /** Where the taken tensors stood in the file, by their names behind the prefix. */
    public Map<String, String> taken() {
        return Collections.unmodifiableMap(taken);
    }
}
