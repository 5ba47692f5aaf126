package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.memory.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** sigmoid and tanh against the correctly rounded values (StrictMath in double, rounded once), by the kernels' contract. */
class ActivationAccuracyTest {
    private static final int CHUNK = 1 << 12;

    /** A prime, so that all exponents and no pattern of low bits are sampled: 4.3 million floats. */
    private static final int DENSE_STRIDE = 997;

    private enum Function {
        SIGMOID {
            @Override
            void apply(Kernels kernels, float[] z) {
                kernels.elements().sigmoid(z, 0, z, 0, CHUNK);
            }

            @Override
            double reference(double x) {
                double e = StrictMath.exp(-Math.abs(x));
                return x < 0 ? e / (1 + e) : 1 / (1 + e);
            }
        },
        TANH {
            @Override
            void apply(Kernels kernels, float[] z) {
                kernels.elements().tanh(z, 0, z, 0, CHUNK);
            }

            @Override
            double reference(double x) {
                return StrictMath.tanh(x);
            }
        };

        abstract void apply(Kernels kernels, float[] z);

        abstract double reference(double x);
    }

    static Stream<Kernels> all() {
        List<Kernels> all = new ArrayList<>(List.of(Kernels.scalar()));
        VectorWidths.widths().forEach(width -> all.add(VectorWidths.kernels(width)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void denseSample(Kernels kernels) {
        for (Function function : Function.values()) {
            long max = maxUlp(kernels, function, 0, 1L << 32, DENSE_STRIDE);
            System.out.println(function + ", " + kernels.lanes() + " lanes: at most " + max + " ULP over every "
                    + DENSE_STRIDE + "th float");
            assertTrue(max <= ElementKernels.MAX_ULP, function + ": " + max + " ULP");
        }
    }

    /** About two minutes on two cores. Vectors and scalar code have the same bits, so the vectors speak for both. */
    @Tag("sweep")
    @Test
    void allFloats() {
        Kernels kernels = VectorWidths.kernels(VectorWidths.preferredBits());
        for (Function function : Function.values()) {
            long max = IntStream.range(0, 1 << 8)
                    .parallel()
                    .mapToLong(part -> maxUlp(kernels, function, (long) part << 24, (part + 1L) << 24, 1))
                    .max()
                    .orElseThrow();
            System.out.println(function + ": at most " + max + " ULP over all 2^32 floats");
            assertTrue(max <= ElementKernels.MAX_ULP, function + ": " + max + " ULP");
        }
    }

    private static long maxUlp(Kernels kernels, Function function, long from, long to, long stride) {
        float[] z = Rows.allocate(CHUNK);
        long max = 0;
        for (long first = from; first < to; first += stride * CHUNK) {
            for (int i = 0; i < CHUNK; i++) {
                z[i] = Float.intBitsToFloat((int) (first + i * stride));
            }
            function.apply(kernels, z);
            for (int i = 0; i < CHUNK && first + i * stride < to; i++) {
                float x = Float.intBitsToFloat((int) (first + i * stride));
                max = Math.max(max, ulps((float) function.reference(x), z[i]));
            }
        }
        return max;
    }

    /** Steps from one float to the other; NaN is 0 steps from NaN and infinitely far from all else. */
    private static long ulps(float expected, float found) {
        if (Float.isNaN(expected) || Float.isNaN(found)) {
            return Float.isNaN(expected) && Float.isNaN(found) ? 0 : Long.MAX_VALUE;
        }
        return Math.abs(ordinal(expected) - ordinal(found));
    }

    private static long ordinal(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? Integer.MIN_VALUE - (long) bits : bits;
    }

    @ParameterizedTest
    @MethodSource("all")
    void specialValues(Kernels kernels) {
        float[][] sigmoid = {
            {0f, 0.5f},
            {-0f, 0.5f},
            {Float.POSITIVE_INFINITY, 1f},
            {Float.NEGATIVE_INFINITY, 0f},
            {Float.NaN, Float.NaN},
            {Float.MIN_VALUE, 0.5f},
            {200f, 1f},
            {-200f, 0f},
            {-Float.MAX_VALUE, 0f}
        };
        float[][] tanh = {
            {0f, 0f},
            {-0f, -0f},
            {Float.POSITIVE_INFINITY, 1f},
            {Float.NEGATIVE_INFINITY, -1f},
            {Float.NaN, Float.NaN},
            {Float.MIN_VALUE, Float.MIN_VALUE},
            {-Float.MIN_VALUE, -Float.MIN_VALUE},
            {1e-39f, 1e-39f},
            {30f, 1f},
            {-Float.MAX_VALUE, -1f}
        };
        float[] z = Rows.allocate(1);
        for (float[] pair : sigmoid) {
            z[0] = pair[0];
            kernels.elements().sigmoid(z, 0, z, 0, 1);
            assertBits("sigmoid(" + pair[0] + ")", pair[1], z[0]);
        }
        for (float[] pair : tanh) {
            z[0] = pair[0];
            kernels.elements().tanh(z, 0, z, 0, 1);
            assertBits("tanh(" + pair[0] + ")", pair[1], z[0]);
        }
    }

    private static void assertBits(String what, float expected, float found) {
        assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(found), () -> what + ": " + found);
    }
}
