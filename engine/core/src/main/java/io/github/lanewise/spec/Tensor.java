package io.github.lanewise.spec;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dense row-major array of floats with a shape. The array is the caller's own, not a copy: whoever writes to it
 * changes the tensor. Sharing a tensor between threads is safe as long as nobody writes to its array.
 */
public final class Tensor {
    private final float[] data;
    private final int[] shape;
    private final float @Nullable [] scales;
    private final float @Nullable [] groupScales;

    private Tensor(float[] data, int[] shape, float @Nullable [] scales, float @Nullable [] groupScales) {
        this.data = data;
        this.shape = shape;
        this.scales = scales;
        this.groupScales = groupScales;
    }

    /**
     * A tensor over an array.
     *
     * @param data the elements in row-major order, kept without copying
     * @param shape the extent of each dimension, each at least 0; an empty shape is a scalar
     * @return the tensor
     * @throws IllegalArgumentException if a dimension is negative, there are more than 2^31 - 1 elements, or the array's
     *     length is not the product of the shape
     */
    public static Tensor of(float[] data, int... shape) {
        Objects.requireNonNull(data, "data");
        int[] copy = shape.clone();
        int elements = elements(copy);
        if (elements != data.length) {
            throw new IllegalArgumentException("expected " + elements + " elements for shape " + text(copy) + ", found "
                    + data.length + "; give an array of exactly that length");
        }
        return new Tensor(data, copy, null, null);
    }

    /**
     * A tensor of zeros.
     *
     * @param shape the extent of each dimension, each at least 0
     * @return the tensor, over an array of its own
     * @throws IllegalArgumentException if a dimension is negative or there are more than 2^31 - 1 elements
     */
    public static Tensor zeros(int... shape) {
        return new Tensor(new float[elements(shape)], shape.clone(), null, null);
    }

    private static int elements(int[] shape) {
        BigInteger elements = BigInteger.ONE;
        for (int extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("expected dimensions of at least 0, found shape " + text(shape));
            }
            elements = elements.multiply(BigInteger.valueOf(extent));
        }
        if (elements.bitLength() >= Integer.SIZE) {
            throw new IllegalArgumentException("expected at most " + Integer.MAX_VALUE + " elements, found " + elements
                    + " in shape " + text(shape));
        }
        return elements.intValue();
    }

    /**
     * This tensor, with the scales of its rows: every element is a whole number from -128 to 127 times the scale of its row, in
     * float arithmetic. Such a tensor was stored in int8, and keeps its numbers in {@link Precision#INT8}.
     *
     * @param rowScales one for each row of the first dimension, finite and not negative, copied
     * @return a tensor over the same array
     * @throws IllegalArgumentException if there are not as many scales as rows, or one is not finite or negative
     */
    public Tensor withScales(float[] rowScales) {
        if (shape.length == 0 || rowScales.length != shape[0]) {
            throw new IllegalArgumentException(
                    "expected a scale for each row of shape " + text(shape) + ", found " + rowScales.length);
        }
        Int8Tensor.requireScales(rowScales);
        return new Tensor(data, shape, rowScales.clone(), null);
    }

    /**
     * The scales of the rows of a tensor that was stored in int8.
     *
     * @return a copy; null for a tensor that came without
     */
    public float @Nullable [] scales() {
        return scales == null ? null : scales.clone();
    }

    /**
     * This matrix, with the scales of its groups of 32 columns: every element is a whole number from -8 to 7 times the scale of
     * its group. Such a matrix was stored in int4, and keeps its numbers in {@link Precision#INT4}.
     *
     * @param scalesOfGroups row by row one for each group of columns, the last of which may have fewer; bfloat16 from 0 to below
     *     2^125, copied
     * @return a matrix over the same array
     * @throws IllegalArgumentException if this is no matrix, there are not as many scales as groups, or one is none of those
     */
    public Tensor withGroupScales(float[] scalesOfGroups) {
        Int4Tensor.requireMatrix("scales of groups", shape);
        Int4Tensor.requireScales(scalesOfGroups, shape[0], shape[1]);
        return new Tensor(data, shape, null, scalesOfGroups.clone());
    }

    /**
     * The scales of the groups of a matrix that was stored in int4.
     *
     * @return a copy; null for a tensor that came without
     */
    public float @Nullable [] groupScales() {
        return groupScales == null ? null : groupScales.clone();
    }

    /**
     * Some rows of a matrix, with the scales that they have.
     *
     * @param from the first row
     * @param to the row to stop before
     * @return a matrix over an array of its own
     */
    public Tensor rows(int from, int to) {
        int columns = size(1);
        Tensor part = of(Arrays.copyOfRange(data, from * columns, to * columns), to - from, columns);
        if (groupScales != null) {
            int groups = Int4Tensor.groups(columns);
            return part.withGroupScales(Arrays.copyOfRange(groupScales, from * groups, to * groups));
        }
        return scales == null ? part : part.withScales(Arrays.copyOfRange(scales, from, to));
    }

    /**
     * The elements.
     *
     * @return the array that this tensor is a view of, in row-major order
     */
    public float[] data() {
        return data;
    }

    /**
     * The number of dimensions.
     *
     * @return the rank; 0 for a scalar
     */
    public int rank() {
        return shape.length;
    }

    /**
     * The extent of one dimension.
     *
     * @param dimension which, from 0
     * @return its extent
     */
    public int size(int dimension) {
        return shape[dimension];
    }

    /**
     * The shape.
     *
     * @return a copy of the extents
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Whether this tensor has a given shape.
     *
     * @param expected the extents to compare with
     * @return true if rank and every extent are the same
     */
    public boolean hasShape(int... expected) {
        return Arrays.equals(shape, expected);
    }

    /**
     * Refuses any other shape.
     *
     * @param what the name that the message gives this tensor
     * @param expected the extents that it must have
     * @return this tensor
     * @throws IllegalArgumentException naming the tensor, the expected and the found shape
     */
    public Tensor requireShape(String what, int... expected) {
        if (!hasShape(expected)) {
            throw new IllegalArgumentException(what + ": expected shape " + text(expected) + ", found " + text(shape));
        }
        return this;
    }

    /**
     * The shape as text, for messages: {@code (4, 3)}.
     *
     * @return the extents in parentheses
     */
    public String shapeText() {
        return text(shape);
    }

    private static String text(int[] shape) {
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            out.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        return out.append(')').toString();
    }

    @Override
    public String toString() {
        return "Tensor" + text(shape);
    }
}
