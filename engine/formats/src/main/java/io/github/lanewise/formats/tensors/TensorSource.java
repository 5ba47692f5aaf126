package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.List;

/** Named tensors of a file. Immutable and thread-safe. */
public interface TensorSource {
    /**
     * The file.
     *
     * @return its path
     */
    Path path();

    /**
     * The names of the tensors.
     *
     * @return an unmodifiable list in the file's order
     */
    List<String> names();

    /**
     * Whether there is a tensor.
     *
     * @param name of the tensor
     * @return true if there is
     */
    boolean has(String name);

    /**
     * The type of a tensor's elements.
     *
     * @param name of the tensor
     * @return its type
     * @throws FormatException if there is no such tensor
     */
    Dtype dtype(String name) throws FormatException;

    /**
     * A tensor's shape.
     *
     * @param name of the tensor
     * @return a copy of the extents; none for a scalar
     * @throws FormatException if there is no such tensor
     */
    long[] shape(String name) throws FormatException;

    /**
     * A tensor as floats.
     *
     * @param name of a tensor of F32, F64, F16 or BF16; F64 is rounded to the nearest float
     * @return a new tensor, row-major
     * @throws FormatException if there is no such tensor, it is of another type, a finite value lies beyond the range of
     *     a float, or there are more elements than an array holds
     */
    Tensor floats(String name) throws FormatException;

    /**
     * A tensor of I8, for weights in int8 or int4. Only {@link Safetensors} has them.
     *
     * @param name of a tensor of I8
     * @return a new array, row-major
     * @throws FormatException if there is no such tensor, it is of another type, it is in a file of another format, or there
     *     are more elements than an array holds
     */
    default byte[] bytes(String name) throws FormatException {
        throw new FormatException(
                path(),
                "tensor " + name,
                "dtype I8",
                dtype(name).name(),
                "only safetensors files have weights in int8 or int4");
    }
}
