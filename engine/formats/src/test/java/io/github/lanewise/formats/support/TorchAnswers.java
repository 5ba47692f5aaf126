package io.github.lanewise.formats.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** PyTorch's answers in a file, and how near ours have to come. */
public final class TorchAnswers {
    /** How many times PyTorch's own float32 error is fine, and the error that it is taken to have at least. */
    private static final double UNITS = 4;

    private static final double LEAST_UNIT = 1e-6;

    private final Safetensors file;
    private final double tolerance;

    public TorchAnswers(Safetensors file, double toleranceHint) {
        this.file = file;
        this.tolerance = UNITS * Math.max(toleranceHint, LEAST_UNIT);
    }

    /** The input's tensors, states or null. */
    @Nullable
    public Tensor optional(String name) throws FormatException {
        return file.has(name) ? file.floats(name) : null;
    }

    public int @Nullable [] lengths() throws FormatException {
        return file.has("lengths")
                ? Arrays.stream(file.integers("lengths"))
                        .mapToInt(Math::toIntExact)
                        .toArray()
                : null;
    }

    /** Fails unless every element is near PyTorch's float64 answer, or as little of a number. */
    public void assertNear(String name, Tensor found) throws FormatException {
        double[] expected = file.doubles(name + "_f64");
        assertEquals(
                Messages.shape(file.shape(name + "_f64")), found.shapeText(), () -> file.path() + ": shape of " + name);
        float[] values = found.data();
        for (int i = 0; i < values.length; i++) {
            String where = file.path() + ": " + name + ", element " + i;
            if (Double.isFinite(expected[i])) {
                double error = Math.abs(values[i] - expected[i]);
                // Written so that NaN fails.
                if (!(error <= tolerance)) {
                    fail(where + ": expected " + expected[i] + " within " + tolerance + ", found " + values[i]);
                }
            } else {
                assertEquals(expected[i], values[i], where);
            }
        }
    }

    /** Fails unless two backends have the same bits. */
    public static void assertSameBits(String what, Tensor expected, Tensor found) {
        assertEquals(expected.shapeText(), found.shapeText(), what);
        float[] a = expected.data();
        float[] b = found.data();
        for (int i = 0; i < a.length; i++) {
            int at = i;
            assertTrue(
                    Float.floatToRawIntBits(a[i]) == Float.floatToRawIntBits(b[i]),
                    () -> what + ", element " + at + ": expected " + a[at] + ", found " + b[at]);
        }
    }
}
