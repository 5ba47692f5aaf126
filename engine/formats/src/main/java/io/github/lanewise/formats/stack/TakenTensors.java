package io.github.lanewise.formats.stack;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.Precision;
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
    /** What ends the name of the scales of a matrix of int8 or int4. */
    public static final String SCALE = ".scale";

    private final TensorSource file;
    private final String prefix;
    private final Map<String, String> taken;
    private final Precision precision;

    private TakenTensors(TensorSource file, String prefix, Map<String, String> taken, Precision precision) {
        this.file = file;
        this.prefix = prefix;
        this.taken = taken;
        this.precision = precision;
    }

    public TakenTensors(TensorSource file, String prefix) {
        this(file, prefix, new LinkedHashMap<>(), Precision.FP32);
    }

    /** The same, for a layer whose weight matrices are stored in a precision. What it takes is taken of this one, too. */
    public TakenTensors in(Precision ofLayer) {
        return new TakenTensors(file, prefix, taken, ofLayer);
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
        return file.floats(found(name, reason, shape));
    }

    /**
     * A weight matrix of a layer, in the layer's precision: of any type of floats for fp32, of BF16 for bf16, for int8 of I8
     * with the scales of its rows beside it, for int4 of I8 with two columns in a byte ({@link Nibbles}) and the scales of its
     * groups of columns.
     *
     * @param name its name behind the prefix
     * @param reason what calls for it and its shape, for messages
     * @param shape the extents that it must have
     */
    public Tensor takeMatrix(String name, String reason, long... shape) throws FormatException {
        if (precision == Precision.INT4) {
            return takeInt4(name, reason, shape);
        }
        String whole = found(name, reason, shape);
        if (precision == Precision.INT8) {
            requireDtype(whole, Dtype.I8);
            return takeInt8(name, whole, shape);
        }
        if (precision == Precision.BF16) {
            requireDtype(whole, Dtype.BF16);
        }
        if (file.has(whole + SCALE)) {
            throw new FormatException(
                    path(),
                    "tensor " + whole + SCALE,
                    "no scales of weights in " + precision.text(),
                    "shape " + Messages.shape(file.shape(whole + SCALE)),
                    "say \"precision\": \"int8\" or \"int4\" in the config or leave the tensor out");
        }
        return file.floats(whole);
    }

    private Tensor takeInt8(String name, String whole, long... shape) throws FormatException {
        String scale = found(name + SCALE, "a scale for each row of " + whole, shape[0]);
        requireDtype(scale, Dtype.F32);
        int[] extents = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        try {
            return Int8Tensor.of(file.bytes(whole), file.floats(scale).data(), extents)
                    .toTensor();
        } catch (IllegalArgumentException e) {
            throw new FormatException(path(), "tensor " + scale, e);
        }
    }

    private Tensor takeInt4(String name, String reason, long... shape) throws FormatException {
        if (shape.length != 2) {
            throw new FormatException(
                    path(),
                    "tensor " + TensorAliases.in(file, prefix + name),
                    "fp32, bf16 or int8 for the weights of a convolution",
                    "\"precision\": \"int4\"",
                    "choose another precision for this layer");
        }
        int rows = Math.toIntExact(shape[0]);
        int columns = Math.toIntExact(shape[1]);
        String packed = reason + ", two columns in a byte";
        String whole = found(name, packed, rows, Nibbles.bytes(columns));
        requireDtype(whole, Dtype.I8);
        String scale =
                found(name + SCALE, "a scale for each group of columns of " + whole, rows, Int4Tensor.groups(columns));
        requireDtype(scale, Dtype.BF16);
        byte[] numbers;
        try {
            numbers = Nibbles.unpack(file.bytes(whole), rows, columns);
        } catch (IllegalArgumentException e) {
            throw new FormatException(path(), "tensor " + whole, e);
        }
        try {
            return Int4Tensor.of(numbers, file.floats(scale).data(), rows, columns)
                    .toTensor();
        } catch (IllegalArgumentException e) {
            throw new FormatException(path(), "tensor " + scale, e);
        }
    }

    private void requireDtype(String whole, Dtype dtype) throws FormatException {
        if (file.dtype(whole) != dtype) {
            throw new FormatException(
                    path(),
                    "tensor " + whole,
                    "dtype " + dtype + " for weights in " + precision.text(),
                    file.dtype(whole).name(),
                    "");
        }
    }

    /** The whole name of a tensor, which is there, has the shape, and is taken now. */
    private String found(String name, String reason, long... shape) throws FormatException {
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
        return whole;
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
            return takeMatrix(name, reason, outputs, inputs);
        }
        if (shape[2] != 1) {
            throw new FormatException(
                    path(),
                    "tensor " + whole,
                    "shape " + Messages.shape(outputs, inputs) + " for " + reason,
                    "shape " + Messages.shape(shape) + ", that of a convolution with a kernel of " + shape[2],
                    "describe it as TEMPORAL_CONV1D or CONV1D");
        }
        Tensor kernels = takeMatrix(name, reason, outputs, inputs, 1);
        Tensor weight = Tensor.of(kernels.data(), outputs, inputs);
        float[] scales = kernels.scales();
        return scales == null ? weight : weight.withScales(scales);
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
