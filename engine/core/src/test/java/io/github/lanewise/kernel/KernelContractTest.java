package io.github.lanewise.kernel;

import io.github.lanewise.Bits;
import io.github.lanewise.Hostile;
import io.github.lanewise.Seeds;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of every twin, over awkward sizes and hostile values: the bits of the scalar code, and nothing else. */
@Tag("bits")
class KernelContractTest {
    private static final Kernels SCALAR = new ScalarKernels();

    /** Floats around the operands that a kernel has no business with. */
    private static final int GUARD = 40;

    static Stream<Kernels> twins() {
        return Lanes.widths().stream().map(Lanes::kernels);
    }

    /** One, around a vector and around a panel of every width, and primes. */
    static List<Integer> sizes(Kernels kernels) {
        int lanes = kernels.lanes();
        List<Integer> sizes = new ArrayList<>(List.of(1, 2, 3, 5, 7, 13, 37));
        for (int size : new int[] {lanes, 2 * lanes, 4 * lanes, 7 * lanes}) {
            sizes.addAll(List.of(size - 1, size, size + 1));
        }
        return sizes;
    }

    @ParameterizedTest
    @MethodSource("twins")
    void activationsHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int n : sizes(kernels)) {
            for (double share : new double[] {0, 0.5, 1}) {
                float[] before = Hostile.floats(random, n + 2 * GUARD, share);
                compare(kernels, n, before, "sigmoid", (k, z) -> k.sigmoid(z, GUARD, z, GUARD, n));
                compare(kernels, n, before, "tanh", (k, z) -> k.tanh(z, GUARD, z, GUARD, n));
                compare(kernels, n, before, "relu", (k, z) -> k.relu(z, GUARD, z, GUARD, n));
                compare(kernels, n, before, "canonicalNaN", (k, z) -> k.canonicalNaN(z, GUARD, n));
                compare(kernels, n, before, "flushSubnormals", (k, z) -> k.flushSubnormals(z, GUARD, n));
                float max = max(before, n);
                compare(kernels, n, before, "expBelow", (k, z) -> k.expBelow(z, GUARD, n, max));
            }
        }
    }

    private static float max(float[] floats, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = GUARD; i < GUARD + n; i++) {
            max = Math.max(max, floats[i]);
        }
        return max;
    }

    @ParameterizedTest
    @MethodSource("twins")
    void statePassesHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int n : sizes(kernels)) {
            for (double share : new double[] {0, 0.5}) {
                float[] gates = canonical(Hostile.floats(random, 4 * n, share));
                float[] before = canonical(Hostile.floats(random, n + 2 * GUARD, share));
                compare(kernels, n, before, "lstmCellState", (k, c) -> k.lstmCellState(buffer(gates), 0, c, GUARD, n));
                float[] cell = canonical(Hostile.floats(random, n, share));
                compare(
                        kernels,
                        n,
                        before,
                        "lstmHiddenState",
                        (k, h) -> k.lstmHiddenState(buffer(gates), 0, buffer(cell), 0, h, GUARD, n));
                compare(
                        kernels,
                        n,
                        before,
                        "gruHiddenState",
                        (k, h) -> k.gruHiddenState(buffer(gates), 0, h, GUARD, n));
                float[] rzn = canonical(Hostile.floats(random, 3 * n + 2 * GUARD, share));
                compare(
                        kernels,
                        3 * n,
                        rzn,
                        "gruNewGate",
                        (k, g) -> k.gruNewGate(buffer(gates), 0, buffer(cell), 0, g, GUARD, n));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void elementPassesHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int n : sizes(kernels)) {
            for (double share : new double[] {0, 0.5, 1}) {
                float[] before = Hostile.floats(random, n + 2 * GUARD, share);
                AlignedFloats a = buffer(Hostile.floats(random, n, share));
                AlignedFloats b = buffer(Hostile.floats(random, n, share));
                float alpha = random.nextFloat();
                float beta = random.nextInt(3) == 0 ? -0f : random.nextFloat();
                elements(kernels, n, before, "clip", (k, z) -> k.clip(z, GUARD, z, GUARD, n, alpha));
                elements(kernels, n, before, "clip at 0", (k, z) -> k.clip(z, GUARD, z, GUARD, n, 0));
                elements(
                        kernels, n, before, "hardSigmoid", (k, z) -> k.hardSigmoid(z, GUARD, z, GUARD, n, alpha, beta));
                elements(kernels, n, before, "affine", (k, z) -> k.affine(z, GUARD, z, GUARD, n, alpha, beta));
                elements(kernels, n, before, "multiply", (k, z) -> k.multiply(a, 0, z, GUARD, z, GUARD, n));
                elements(kernels, n, before, "magnitude", (k, z) -> k.magnitude(a, 0, b, 0, z, GUARD, n));
                elements(kernels, n, before, "multiplyAdd", (k, z) -> k.multiplyAdd(a, 0, b, 0, z, GUARD, z, GUARD, n));
            }
        }
    }

    private static void elements(
            Kernels kernels, int n, float[] before, String what, BiConsumer<ElementKernels, AlignedFloats> operation) {
        compare(kernels, n, before, what, (k, z) -> operation.accept(k.elements(), z));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void productsHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int rows : sizes(kernels)) {
            for (int columns : new int[] {1, 2, 3, 17}) {
                for (int count : new int[] {0, 1, 3, 4, 5, 9}) {
                    double share = random.nextInt(3) == 0 ? 0.02 : 0;
                    checkGemm(kernels, random, rows, columns, count, share);
                }
            }
        }
    }

    private static void checkGemm(
            Kernels kernels, SplittableRandom random, int rows, int columns, int count, double share) {
        Tensor weight = Tensor.of(Hostile.floats(random, rows * columns, share), rows, columns);
        int xStride = columns + random.nextInt(3);
        int zStride = AlignedFloats.stride(rows) + AlignedFloats.LINE * random.nextInt(2);
        AlignedFloats x = buffer(Hostile.floats(random, count * xStride, share));
        AlignedFloats start = buffer(Hostile.floats(random, rows, share));
        String what = kernels.lanes() + " lanes, gemm of " + rows + " x " + columns + " by " + count;
        AlignedFloats expected = AlignedFloats.allocate((long) count * zStride);
        AlignedFloats found = AlignedFloats.allocate((long) count * zStride);
        SCALAR.gemm(ColumnRange.all(SCALAR.pack(weight)), count, x, 0, xStride, start, 0, 0, expected, 0, zStride);
        kernels.gemm(ColumnRange.all(kernels.pack(weight)), count, x, 0, xStride, start, 0, 0, found, 0, zStride);
        for (int row = 0; row < count; row++) {
            float[] byGemm = read(found, row * zStride, rows);
            Bits.assertSameButForPayload(what + ", row " + row, read(expected, row * zStride, rows), byGemm);
            AlignedFloats single = AlignedFloats.allocate(zStride);
            gemv(kernels, ColumnRange.all(kernels.pack(weight)), x, (long) row * xStride, x, 0, start, single, false);
            Bits.assertSameButForPayload(what + " against gemv, row " + row, byGemm, read(single, 0, rows));
        }
        continueChain(kernels, weight, x, found, expected, count, xStride, zStride, what);
    }

    /** All strips of rows, one after another or each in a call of its own. */
    private static void gemv(
            Kernels kernels,
            ColumnRange w,
            AlignedFloats x,
            long xAt,
            AlignedFloats h,
            long hAt,
            AlignedFloats start,
            AlignedFloats z,
            boolean descending) {
        kernels.gemv(w, x, xAt, h, hAt, start, 0, z, 0, 0, kernels.strips(w.matrix()), descending);
    }

    /** x and h in one go, in two, in both directions, strip by strip: the same chain. */
    @ParameterizedTest
    @MethodSource("twins")
    void productsOfTwoVectorsHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int rows : sizes(kernels)) {
            for (int[] columns : new int[][] {{1, 1}, {1, 5}, {3, 2}, {17, 13}}) {
                Tensor ih = Tensor.of(Hostile.floats(random, rows * columns[0], 0.01), rows, columns[0]);
                Tensor hh = Tensor.of(Hostile.floats(random, rows * columns[1], 0.01), rows, columns[1]);
                AlignedFloats x = buffer(Hostile.floats(random, columns[0], 0));
                AlignedFloats h = buffer(Hostile.floats(random, columns[1], 0));
                AlignedFloats start = buffer(Hostile.floats(random, rows, 0));
                float[] expected = twoVectors(SCALAR, ih, hh, x, h, start, false);
                String what = kernels.lanes() + " lanes, " + rows + " rows, columns " + columns[0] + " + " + columns[1];
                for (boolean descending : new boolean[] {false, true}) {
                    Bits.assertSameButForPayload(what, expected, twoVectors(kernels, ih, hh, x, h, start, descending));
                }
                Bits.assertSameButForPayload(what + " in pieces", expected, inPieces(kernels, ih, hh, x, h, start));
            }
        }
    }

    private static float[] twoVectors(
            Kernels kernels,
            Tensor ih,
            Tensor hh,
            AlignedFloats x,
            AlignedFloats h,
            AlignedFloats start,
            boolean descending) {
        int rows = ih.size(0);
        AlignedFloats z = AlignedFloats.allocate(AlignedFloats.stride(rows));
        PackedMatrix packed = kernels.pack(ih, hh);
        ColumnRange whole = new ColumnRange(packed, 0, ih.size(1), packed.columns());
        gemv(kernels, whole, x, 0, h, 0, start, z, descending);
        return read(z, 0, rows);
    }

    private static float[] inPieces(
            Kernels kernels, Tensor ih, Tensor hh, AlignedFloats x, AlignedFloats h, AlignedFloats start) {
        int rows = ih.size(0);
        int split = ih.size(1);
        PackedMatrix packed = kernels.pack(ih, hh);
        AlignedFloats z = AlignedFloats.allocate(AlignedFloats.stride(rows));
        gemv(kernels, new ColumnRange(packed, 0, split, split), x, 0, x, 0, start, z, false);
        ColumnRange recurrent = new ColumnRange(packed, split, split, packed.columns());
        for (int strip = kernels.strips(packed) - 1; strip >= 0; strip--) {
            kernels.gemv(recurrent, h, 0, h, 0, z, 0, z, 0, strip, strip + 1, false);
        }
        return read(z, 0, rows);
    }

    /** Start and result may be the same memory: the chain goes on. */
    private static void continueChain(
            Kernels kernels,
            Tensor weight,
            AlignedFloats x,
            AlignedFloats found,
            AlignedFloats expected,
            int count,
            int xStride,
            int zStride,
            String what) {
        SCALAR.gemm(
                ColumnRange.all(SCALAR.pack(weight)), count, x, 0, xStride, expected, 0, zStride, expected, 0, zStride);
        kernels.gemm(ColumnRange.all(kernels.pack(weight)), count, x, 0, xStride, found, 0, zStride, found, 0, zStride);
        for (int row = 0; row < count; row++) {
            Bits.assertSameButForPayload(
                    what + ", continued, row " + row,
                    read(expected, row * zStride, weight.size(0)),
                    read(found, row * zStride, weight.size(0)));
        }
    }

    /**
     * Runs an operation on both twins; the n floats behind the guard must agree, the guard before them must be untouched,
     * and behind them all but what the last vector holds.
     */
    private static void compare(
            Kernels kernels, int n, float[] before, String what, BiConsumer<Kernels, AlignedFloats> operation) {
        AlignedFloats expected = buffer(before);
        AlignedFloats found = buffer(before);
        operation.accept(SCALAR, expected);
        operation.accept(kernels, found);
        String where = kernels.lanes() + " lanes, " + what + " of " + n;
        Bits.assertSame(where, read(expected, GUARD, n), read(found, GUARD, n));
        Bits.assertSame(where + ", before", read(buffer(before), 0, GUARD), read(found, 0, GUARD));
        int behind = GUARD + n + kernels.lanes() - 1;
        int left = before.length - behind;
        Bits.assertSame(where + ", behind", read(buffer(before), behind, left), read(found, behind, left));
    }

    /** As the passes before leave them. */
    private static float[] canonical(float[] floats) {
        AlignedFloats buffer = buffer(floats);
        SCALAR.canonicalNaN(buffer, 0, floats.length);
        return read(buffer, 0, floats.length);
    }

    private static AlignedFloats buffer(float[] floats) {
        AlignedFloats buffer = AlignedFloats.allocate(floats.length);
        buffer.copyFrom(floats, 0, 0, floats.length);
        return buffer;
    }

    private static float[] read(AlignedFloats buffer, int from, int count) {
        float[] floats = new float[count];
        buffer.copyTo(from, floats, 0, count);
        return floats;
    }
}
