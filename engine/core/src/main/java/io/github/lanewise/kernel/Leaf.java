package io.github.lanewise.kernel;

import io.github.lanewise.spec.Precision;

/**
 * The methods of the vector twins in which vectors live: what has to be compiled before a model's vector code is fast. {@link
 * LeafWork} calls them.
 */
public enum Leaf {
    /** Two blocks of eight vectors with one vector. */
    BLOCKS_16,
    /** A block of eight vectors with one vector. */
    BLOCK_8,
    /** A block of six vectors, of a GRU, with one vector. */
    BLOCK_6,
    /** A block of three vectors, the last one of a GRU, with one vector. */
    BLOCK_3,
    /** One to four vectors with one vector. */
    UP_TO_4,
    /** Six rows with a block of eight vectors, and two rows with it where the processor has 32 registers. */
    TILE_8,
    /** Six rows with a block of six vectors, of a GRU. */
    TILE_6,
    /** Two and three rows with four vectors. */
    TILE_4,
    /** Two and three rows with one or two vectors. */
    TILE_UP_TO_2,
    /** A block of eight vectors in bf16 with one vector. */
    BF16_8,
    /** A block of six vectors in bf16, of a GRU, with one vector. */
    BF16_6,
    /** One to four vectors in bf16 with one vector. */
    BF16_UP_TO_4,
    /** Floats of columns in bf16, for tiles. */
    UNPACK_BF16,
    /** A block of eight vectors in int8 with one vector. */
    INT8_8,
    /** A block of six vectors in int8, of a GRU, with one vector. */
    INT8_6,
    /** One to four vectors in int8 with one vector. */
    INT8_UP_TO_4,
    /** Floats of columns in int8, for tiles. */
    UNPACK_INT8,
    /** A block of eight vectors in int4 with one vector. */
    INT4_8,
    /** A block of six vectors in int4, of a GRU, with one vector. */
    INT4_6,
    /** One to four vectors in int4 with one vector. */
    INT4_UP_TO_4,
    /** Floats of columns in int4, for tiles. */
    UNPACK_INT4,
    /** Units of an LSTM whose products are there. */
    LSTM,
    /** The only vector of units of an LSTM, with its product. */
    SMALL_LSTM,
    /** The units of a GRU. */
    GRU,
    /** {@link ElementKernels#sigmoid}. */
    SIGMOID,
    /** {@link ElementKernels#tanh}. */
    TANH,
    /** {@link ElementKernels#relu}. */
    RELU,
    /** {@link ElementKernels#expBelow}. */
    EXP_BELOW,
    /** {@link ElementKernels#canonicalNaN}. */
    CANONICAL_NAN,
    /** {@link ElementKernels#flushSubnormals}. */
    FLUSH_SUBNORMALS,
    /** {@link ElementKernels#clip}. */
    CLIP,
    /** {@link ElementKernels#hardSigmoid}. */
    HARD_SIGMOID,
    /** {@link ElementKernels#affine}. */
    AFFINE,
    /** {@link ElementKernels#multiply}. */
    MULTIPLY,
    /** {@code y = a x + b}. */
    MULTIPLY_ADD,
    /** {@code z = a x + b y}. */
    MULTIPLY_ADD_PRODUCT,
    /** {@link ElementKernels#interpolate}. */
    INTERPOLATE,
    /** {@link ElementKernels#magnitude}. */
    MAGNITUDE,
    /** {@link ElementKernels#scaledSum}. */
    SCALED_SUM;

    /**
     * Whether only products of matrices need it: {@link LateTiles} does without.
     *
     * @return true for tiles, and for what unpacks weights for them
     */
    public boolean isTile() {
        return switch (this) {
            case TILE_8, TILE_6, TILE_4, TILE_UP_TO_2, UNPACK_BF16, UNPACK_INT8, UNPACK_INT4 -> true;
            default -> false;
        };
    }

    /**
     * The precision of the weights that it reads.
     *
     * @return fp32 for leaves that read none
     */
    public Precision precision() {
        return switch (this) {
            case BF16_8, BF16_6, BF16_UP_TO_4, UNPACK_BF16 -> Precision.BF16;
            case INT8_8, INT8_6, INT8_UP_TO_4, UNPACK_INT8 -> Precision.INT8;
            case INT4_8, INT4_6, INT4_UP_TO_4, UNPACK_INT4 -> Precision.INT4;
            default -> Precision.FP32;
        };
    }

    /**
     * Whether its methods are so small that C2 inlines them into those that call them often: up to 325 bytes of bytecode, {@code
     * FreqInlineSize}. There the JVM no longer counts them, so that calls for nothing do not help.
     *
     * @return true for light passes, and for what unpacks weights
     */
    public boolean isSmall() {
        return switch (this) {
            case UNPACK_BF16, UNPACK_INT8, UNPACK_INT4 -> true;
            case SIGMOID, RELU, CANONICAL_NAN, FLUSH_SUBNORMALS, CLIP, HARD_SIGMOID, AFFINE -> true;
            case MULTIPLY, MULTIPLY_ADD, MULTIPLY_ADD_PRODUCT, INTERPOLATE, MAGNITUDE, SCALED_SUM -> true;
            default -> false;
        };
    }

    /** How many methods {@link Counted#count} calls in turn. */
    int methods() {
        return switch (this) {
            case TILE_8, TILE_4, TILE_UP_TO_2, LSTM -> 2;
            default -> 1;
        };
    }
}
