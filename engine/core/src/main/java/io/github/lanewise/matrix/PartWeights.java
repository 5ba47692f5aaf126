package io.github.lanewise.matrix;

import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;

/** The weights of a part of a matrix in less than 32 bits, row by row, before they are packed. */
final class PartWeights {
    private static final byte[] NO_NUMBERS = {};
    private static final float[] NO_FLOATS = {};

    private final Precision precision;
    private final int columns;

    /** In bf16; none otherwise. */
    private final float[] floats;

    /** In int8 and int4; none in bf16. */
    private final byte[] numbers;

    /** In int8 one a row, in int4 row by row one a group; none in bf16. */
    final float[] scales;

    private PartWeights(Precision precision, int columns, float[] floats, byte[] numbers, float[] scales) {
        this.precision = precision;
        this.columns = columns;
        this.floats = floats;
        this.numbers = numbers;
        this.scales = scales;
    }

    static PartWeights of(Precision precision, Tensor weight) {
        int columns = weight.size(1);
        return switch (precision) {
            case FP32 -> throw new IllegalArgumentException("expected a precision below 32 bits, found fp32");
            case BF16 -> {
                Tensor rounded = precision.round("weight", weight);
                yield new PartWeights(precision, columns, rounded.data(), NO_NUMBERS, NO_FLOATS);
            }
            case INT8 -> {
                Int8Tensor rounded = Int8Tensor.of("weight", weight);
                yield new PartWeights(precision, columns, NO_FLOATS, rounded.numbers(), rounded.scales());
            }
            case INT4 -> {
                Int4Tensor rounded = Int4Tensor.of("weight", weight);
                yield new PartWeights(precision, columns, NO_FLOATS, rounded.numbers(), rounded.scales());
            }
        };
    }

    int columns() {
        return columns;
    }

    /** A weight in bf16. */
    short half(int row, int column) {
        return Bfloat16.of(floats[row * columns + column]);
    }

    /** A weight in int8 or int4. */
    byte number(int row, int column) {
        return numbers[row * columns + column];
    }

    /** The scale of a group of columns, in int4. */
    float scale(int row, int group) {
        return scales[row * Int4Tensor.groups(columns) + group];
    }

    /** The word that begins with a column, see {@link WeightWords}. */
    int word(int row, int column) {
        int count = Math.min(WeightWords.columns(precision), columns - column);
        int at = row * columns + column;
        return switch (precision) {
            case FP32 -> throw new IllegalStateException("expected words of less than 32 bits");
            case BF16 -> WeightWords.ofHalves(floats, at, count);
            case INT8 -> WeightWords.ofBytes(numbers, at, count);
            case INT4 -> WeightWords.ofNibbles(numbers, at, count);
        };
    }
}
