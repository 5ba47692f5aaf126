package io.github.lanewise.formats.onnx.facts;

import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Value;
import org.jspecify.annotations.Nullable;

/** Constants all of whose rows are the same. */
public final class ConstantRows {
    private ConstantRows() {}

    /** The one row that a constant has, in a vector; null where it has several, or others than of a size. */
    public static @Nullable RealConstant row(Value constant, int size) {
        RealConstant reals = reals(constant);
        if (reals == null || reals.count() == 0) {
            return null;
        }
        float[] row = new float[size];
        boolean one = reals.count() == 1;
        if (!one && reals.size(reals.rank() - 1) != size) {
            return null;
        }
        for (int i = 0; i < Math.max(size, reals.count()); i++) {
            float element = reals.data()[one ? 0 : i % reals.count()];
            if (i < size) {
                row[i] = element;
            } else if (Float.compare(row[i % size], element) != 0) {
                return null;
            }
        }
        return new RealConstant(row, reals.names(), size);
    }

    /** The value of a constant of one element; NaN for others. */
    public static float scalar(Value constant) {
        RealConstant reals = reals(constant);
        return reals != null && reals.count() == 1 ? reals.data()[0] : Float.NaN;
    }

    public static boolean isZero(Value constant) {
        RealConstant reals = reals(constant);
        if (reals == null) {
            return false;
        }
        for (float element : reals.data()) {
            if (element != 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable RealConstant reals(Value constant) {
        return switch (constant) {
            case RealConstant reals -> reals;
            case RepeatedConstant repeated -> repeated.base();
            default -> null;
        };
    }
}
