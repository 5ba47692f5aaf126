package io.github.lanewise.spec;

import java.util.Arrays;

/**
 * A tensor as whole numbers of 8 bits, with a scale for each row of its first dimension: element = number * scale.
 *
 * <p>Where {@link #of} chooses the scale, it is the row's greatest magnitude divided by 127, rounded up to 16 bits of precision.
 * So each product of a number and its scale is exactly a float, and a tensor that was made of such products has the same
 * numbers and scales again. A row of zeros has the scale 0. A tensor that comes with scales of its own, {@link
 * Tensor#withScales}, keeps them, and its numbers go down to -128.
 */
public final class Int8Tensor {
    /** The greatest number where the scale is chosen here. */
    private static final int MOST = 127;

    /** Bits of a float's precision that a scale does without. */
    private static final int SPARE_BITS = 8;

    private final byte[] numbers;
    private final float[] scales;
    private final int[] shape;

    private Int8Tensor(byte[] numbers, float[] scales, int[] shape) {
        this.numbers = numbers;
        this.scales = scales;
        this.shape = shape;
    }

    /**
     * Rounds a tensor to the nearest numbers, ties to even.
     *
     * @param name the tensor in messages
     * @param tensor of at least one dimension
     * @return its numbers and scales
     * @throws IllegalArgumentException if an element is not finite, or is no multiple of the scale that the tensor came with
     */
    public static Int8Tensor of(String name, Tensor tensor) {
        int rows = tensor.size(0);
        int columns = rows == 0 ? 0 : tensor.data().length / rows;
        byte[] numbers = new byte[tensor.data().length];
        float[] given = tensor.scales();
        float[] scales = given == null ? new float[rows] : given;
        for (int row = 0; row < rows; row++) {
            if (given == null) {
                scales[row] = scale(name, tensor.data(), row * columns, (row + 1) * columns);
            }
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                numbers[i] = number(tensor.data()[i], scales[row]);
                if (given != null && numbers[i] * scales[row] != tensor.data()[i]) {
                    throw new IllegalArgumentException(
                            name + ", element " + i + ": expected a multiple, from -128 to 127, of"
                                    + " its row's scale " + scales[row] + ", found " + tensor.data()[i]);
                }
            }
        }
        return new Int8Tensor(numbers, scales, tensor.shape());
    }

    /**
     * Numbers and scales as they were stored.
     *
     * @param numbers the elements in row-major order, copied
     * @param scales one a row, finite and not negative, copied
     * @param shape at least one dimension
     * @return the tensor
     * @throws IllegalArgumentException if they do not fit one another, or a scale is not finite or negative
     */
    public static Int8Tensor of(byte[] numbers, float[] scales, int... shape) {
        long elements = 1;
        boolean isShape = shape.length > 0;
        for (int extent : shape) {
            isShape &= extent >= 0;
            elements *= extent;
        }
        if (!isShape || elements != numbers.length || scales.length != shape[0]) {
            throw new IllegalArgumentException("expected a number for each element of shape " + Arrays.toString(shape)
                    + " and a scale for each row, found " + numbers.length + " numbers and " + scales.length
                    + " scales");
        }
        requireScales(scales);
        int columns = scales.length == 0 ? 0 : numbers.length / scales.length;
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i] * scales[i / columns])) {
                throw new IllegalArgumentException("scale of row " + i / columns
                        + ": expected one whose products are floats, found " + scales[i / columns] + " times "
                        + numbers[i]);
            }
        }
        return new Int8Tensor(numbers.clone(), scales.clone(), shape.clone());
    }

    static void requireScales(float[] scales) {
        for (int row = 0; row < scales.length; row++) {
            if (!(scales[row] >= 0 && scales[row] <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "scale of row " + row + ": expected a finite number of at least 0, found " + scales[row]);
            }
        }
    }

    private static float scale(String name, float[] data, int from, int to) {
        float most = 0f;
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(data[i])) {
                throw new IllegalArgumentException(name + ", element " + i
                        + ": expected a finite weight for int8, found " + data[i] + "; keep this layer fp32");
            }
            most = Math.max(most, Math.abs(data[i]));
        }
        float scale = most / MOST;
        int spare = (1 << SPARE_BITS) - 1;
        return Float.intBitsToFloat((Float.floatToRawIntBits(scale) + spare) & ~spare);
    }

    private static byte number(float element, float scale) {
        return scale == 0
                ? 0
                : (byte) Math.clamp(Math.round(Math.rint((double) element / scale)), Byte.MIN_VALUE, MOST);
    }

    /**
     * The numbers.
     *
     * @return a copy, in row-major order
     */
    public byte[] numbers() {
        return numbers.clone();
    }

    /**
     * One number.
     *
     * @param index in row-major order
     * @return the number, from -128 to 127
     */
    public byte number(int index) {
        return numbers[index];
    }

    /**
     * The scales.
     *
     * @return a copy, one a row
     */
    public float[] scales() {
        return scales.clone();
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
     * The elements as floats, together with their scales, so that {@link #of(String, Tensor)} has the same numbers again.
     *
     * @return a tensor of the same shape
     */
    public Tensor toTensor() {
        float[] data = new float[numbers.length];
        int columns = scales.length == 0 ? 0 : data.length / scales.length;
        for (int i = 0; i < data.length; i++) {
            data[i] = numbers[i] * scales[i / columns];
        }
        return Tensor.of(data, shape).withScales(scales);
    }
}
