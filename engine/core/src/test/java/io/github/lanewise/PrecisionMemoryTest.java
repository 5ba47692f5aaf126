package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.network.NetworkCompiler;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model's weights take: their size in the precision, within 5 %, and a few KiB of padding. */
class PrecisionMemoryTest {
    /** Rows are padded to whole vectors, and columns to whole words: at most this much in these models. */
    private static final long PADDING = 8 << 10;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void vectorsTakeTheirShare(Precision precision) {
        for (CellKind kind : CellKind.values()) {
            ModelSpec spec = spec(kind).withPrecision(precision);
            long weights = spec.tensors().entrySet().stream()
                    .filter(tensor -> tensor.getKey().contains("weight"))
                    .mapToLong(tensor -> tensor.getValue().data().length)
                    .sum();
            long expected = (long) (weights * bits(precision) / Byte.SIZE);
            for (int width : VectorWidths.widths()) {
                long bytes = bytes(spec, VectorWidths.kernels(width));
                String what = spec.describe() + " in " + precision + ", " + width + " bits: " + bytes + " bytes for "
                        + expected;
                System.out.println(what);
                assertTrue(bytes >= expected && bytes <= expected * 1.05 + PADDING, what);
            }
        }
    }

    /** Of a weight, with its share of a scale where groups have their own. */
    private static double bits(Precision precision) {
        return switch (precision) {
            case FP32 -> 32;
            case BF16 -> 16;
            case INT8 -> 8;
            case INT4 -> 4.5;
        };
    }

    private static ModelSpec spec(CellKind kind) {
        SplittableRandom random = new SplittableRandom(6);
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(kind, 100, 128)
                        .numLayers(2)
                        .name("stack")
                        .buildUntrained(random))
                .add(new LinearSpec("out", Tensor.of(Hostile.floats(random, 10 * 128, 0), 10, 128), null))
                .build();
    }

    /** All that is allocated for weights off the heap. */
    private static long bytes(ModelSpec spec, Kernels kernels) {
        AtomicLong floats = new AtomicLong();
        Kernels counting = new Kernels(
                kernels.lanes(),
                kernels.gemv(),
                kernels.gemm(),
                kernels.lstm(),
                kernels.smallLstm(),
                kernels.gru(),
                kernels.elements(),
                length -> {
                    floats.addAndGet(length);
                    return AlignedFloats.allocate(length);
                },
                kernels.precision(),
                kernels.byPrecision());
        NetworkCompiler.compile(spec, counting, null);
        return floats.get() * Float.BYTES;
    }

    /** Scalar code has the same numbers in arrays, and in int4 the scales; those of rows come beside. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void arraysTakeTheirShare(Precision precision) {
        PackedMatrix packed =
                Kernels.scalar().of(precision).pack(4, null, Tensor.zeros(4 * 7, 32), Tensor.zeros(4 * 7, 64));
        long bytes = switch (precision) {
            case FP32 -> packed.array().length * 4L;
            case BF16 -> packed.halves().length * 2L;
            case INT8 -> packed.numbers().length;
            case INT4 -> packed.nibbles().length + packed.groupScales().length * 2L;
        };
        assertTrue(bytes == 4 * 7 * 96 * bits(precision) / Byte.SIZE, precision + ": " + bytes);
    }
}
