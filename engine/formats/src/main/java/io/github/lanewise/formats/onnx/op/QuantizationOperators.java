package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.value.ByteConstant;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** DequantizeLinear and QuantizeLinear of constants: weights that were quantized, with a scale for all or for each index of an axis. */
final class QuantizationOperators {
    private QuantizationOperators() {}

    static RealConstant dequantize(NodeContext o) throws FormatException {
        Value value = o.value(0);
        if (!(value instanceof ByteConstant) && !(value instanceof IntegerConstant)) {
            throw o.refusedInput(0, "a constant of integers", value);
        }
        Constant numbers = (Constant) value;
        requireWhole(o);
        o.integer("output_dtype", 0);
        RealConstant scales = scales(o, numbers);
        if (numbers instanceof ByteConstant bytes) {
            return bytes.dequantized(scales, zeroPoints(o, numbers));
        }
        return dequantized(o, (IntegerConstant) numbers, scales);
    }

    /** Biases of 32 bits, whose zero point is 0. */
    private static RealConstant dequantized(NodeContext o, IntegerConstant numbers, RealConstant scales)
            throws FormatException {
        long[] known = numbers.numbers();
        boolean shifted = o.optional(2) != null && !isZero(o.value(2));
        if (known == null || shifted) {
            throw o.refused("integers with a zero point of 0", numbers.describe());
        }
        float[] reals = new float[known.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = known[i] * scales.data()[i];
        }
        return new RealConstant(reals, numbers.shape());
    }

    private static boolean isZero(Value value) {
        long[] numbers = value instanceof IntegerConstant integers ? integers.numbers() : null;
        return numbers != null && Arrays.stream(numbers).allMatch(number -> number == 0);
    }

    static ByteConstant quantize(NodeContext o) throws FormatException {
        if (!(o.value(0) instanceof RealConstant reals)) {
            throw o.refusedInput(0, "a constant of floats", o.value(0));
        }
        requireWhole(o);
        o.integer("saturate", 1);
        if (o.integer("output_dtype", 0) != 0) {
            throw o.refused("integers of the type of the zero point", "attribute output_dtype");
        }
        RealConstant scales = scales(o, reals);
        ByteConstant zeroPoints = zeroPoints(o, reals);
        boolean signed = zeroPoints != null && zeroPoints.isSigned();
        byte[] numbers = new byte[reals.count()];
        for (int i = 0; i < numbers.length; i++) {
            double rounded = Math.rint(reals.data()[i] / scales.data()[i]);
            double number = rounded + (zeroPoints == null ? 0 : zeroPoints.number(i));
            numbers[i] = (byte) (int) Math.clamp(number, signed ? -128 : 0, signed ? 127 : 255);
        }
        return new ByteConstant(numbers, signed, reals.names(), reals.shape());
    }

    private static void requireWhole(NodeContext o) throws FormatException {
        if (o.integer("block_size", 0) != 0) {
            throw o.refused("attribute block_size of 0", Long.toString(o.integer("block_size", 0)));
        }
    }

    private static RealConstant scales(NodeContext o, Constant numbers) throws FormatException {
        if (!(o.value(1) instanceof RealConstant given)) {
            throw o.refusedInput(1, "a constant of scales", o.value(1));
        }
        return (RealConstant) spread(o, given, numbers);
    }

    private static @Nullable ByteConstant zeroPoints(NodeContext o, Constant numbers) throws FormatException {
        Value given = o.optional(2);
        if (given == null) {
            return null;
        }
        if (!(given instanceof ByteConstant zeroPoints)) {
            throw o.refusedInput(2, "zero points of 8 bits", given);
        }
        return (ByteConstant) spread(o, zeroPoints, numbers);
    }

    private static Constant spread(NodeContext o, Constant given, Constant numbers) throws FormatException {
        int rank = numbers.rank();
        long axis = o.integer("axis", 1);
        Constant spread =
                given.count() == 1 ? given.spread(numbers.shape()) : given.spread(numbers.shape(), o.axis(axis, rank));
        if (spread == null) {
            throw o.refused("a scale and zero point for all or for each index of axis " + axis, given.describe());
        }
        return spread;
    }
}
