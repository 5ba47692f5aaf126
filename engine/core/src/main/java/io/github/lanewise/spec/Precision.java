package io.github.lanewise.spec;

import java.util.Locale;

/**
 * How the weight matrices of a layer are stored: those of recurrent, linear, projection and convolution layers. Biases,
 * embeddings, normalizations, states and all arithmetic stay float32, so that what a precision changes depends on the weights
 * alone, and never on a batch, its padding or a window.
 */
public enum Precision {
    /** 32-bit floats, as trained. */
    FP32,
    /** The upper half of a 32-bit float, rounded to the nearest, ties to even: 8 bits of precision, half of the memory. */
    BF16,
    /**
     * Whole numbers from -127 to 127 times a scale of their row, see {@link Int8Tensor}: a quarter of the memory. In a product an
     * infinite input gives NaN.
     */
    INT8,
    /**
     * Whole numbers from -7 to 7 times a scale of their group of 32 columns, see {@link Int4Tensor}: a seventh of the memory, 4.5
     * bits a weight. Convolutions, whose kernels are small, are {@link #INT8} instead. In a product an infinite input gives NaN or
     * an infinity.
     */
    INT4;

    /**
     * The name in files and on the command line.
     *
     * @return {@code fp32}, {@code bf16}, {@code int8} or {@code int4}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The precision of a name.
     *
     * @param text one that {@link #text} returns
     * @return the precision
     * @throws IllegalArgumentException for any other, listing those that there are
     */
    public static Precision of(String text) {
        for (Precision precision : values()) {
            if (precision.text().equals(text)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("precision: expected fp32, bf16, int8 or int4, found " + text);
    }

    /**
     * What a weight matrix becomes in this precision, as floats again.
     *
     * @param name the matrix in messages
     * @param weight its first dimension counts rows
     * @return the same tensor for {@link #FP32}, otherwise one of floats that this precision has exactly
     * @throws IllegalArgumentException if a weight is too large for it or not finite, or if it is {@link #INT4} and the weight
     *     does not have two dimensions
     */
    public Tensor round(String name, Tensor weight) {
        return switch (this) {
            case FP32 -> weight;
            case BF16 -> Bfloat16.round(name, weight);
            case INT8 -> Int8Tensor.of(name, weight).toTensor();
            case INT4 -> Int4Tensor.of(name, weight).toTensor();
        };
    }
}
