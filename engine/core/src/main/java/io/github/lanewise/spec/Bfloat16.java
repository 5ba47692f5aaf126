package io.github.lanewise.spec;

/** bfloat16: the upper half of a float, 8 bits of exponent and 8 of precision. */
public final class Bfloat16 {
    private static final int HALF_BITS = 16;

    private Bfloat16() {}

    /**
     * Rounds to the nearest, ties to even.
     *
     * @param value a float that is no NaN
     * @return the upper half of the bits of what it is rounded to; an infinity beyond the greatest bfloat16
     */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int odd = (bits >>> HALF_BITS) & 1;
        return (short) ((bits + 0x7fff + odd) >>> HALF_BITS);
    }

    /**
     * The float that a bfloat16 is, exactly.
     *
     * @param half the upper half of its bits
     * @return the float
     */
    public static float toFloat(short half) {
        return Float.intBitsToFloat(half << HALF_BITS);
    }

    /**
     * Rounds a tensor.
     *
     * @param name the tensor in messages
     * @param tensor any shape
     * @return a tensor of the same shape
     * @throws IllegalArgumentException if an element is not finite, or its rounded value is not
     */
    static Tensor round(String name, Tensor tensor) {
        float[] rounded = new float[tensor.data().length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = toFloat(of(tensor.data()[i]));
            if (!Float.isFinite(rounded[i])) {
                throw new IllegalArgumentException(
                        name + ", element " + i + ": expected a weight below 3.4e38, which bf16 has," + " found "
                                + tensor.data()[i] + "; keep this layer fp32");
            }
        }
        return Tensor.of(rounded, tensor.shape());
    }
}
