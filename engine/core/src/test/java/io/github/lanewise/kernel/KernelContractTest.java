package io.github.lanewise.kernel;

import io.github.lanewise.Bits;
import io.github.lanewise.Hostile;
import io.github.lanewise.Seeds;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of every twin, over awkward sizes and hostile values: the bits of the scalar code, and nothing else. */
@Tag("bits")
class KernelContractTest {
    private static final Kernels SCALAR = Kernels.scalar();

    /** Floats around the operands that a kernel has no business with. */
    private static final int GUARD = 40;

    static Stream<Kernels> twins() {
        Stream<Kernels> twins = VectorWidths.widths().stream().map(VectorWidths::kernels);
        return VectorWidths.preferredBits() < 256
                ? twins // an fma of 128 bits may be a thousand times slower
                : Stream.concat(twins, Stream.of(withTilesForOtherProcessors()));
    }

    /** The preferred width, with the tiles of six rows that processors with more or fewer registers take. */
    private static Kernels withTilesForOtherProcessors() {
        Kernels kernels = VectorWidths.kernels(VectorWidths.preferredBits());
        SixRows other = VectorWidths.registers() > 16 ? new VectorSixByTwo() : new VectorSixByHalf();
        return new Kernels(
                kernels.lanes(),
                kernels.gemv(),
                new VectorGemm(kernels.gemv(), other),
                kernels.lstm(),
                kernels.smallLstm(),
                kernels.gru(),
                kernels.elements(),
                kernels.memory(),
                kernels.precision(),
                kernels.byPrecision());
    }

    /** One, around a vector and around a block of every width, and primes; fewer where an fma may be a subroutine. */
    static List<Integer> sizes(Kernels kernels) {
        int lanes = kernels.lanes();
        if (VectorWidths.preferredBits() < 256) {
            return List.of(1, lanes - 1, lanes, lanes + 1, 13, 8 * lanes + 1);
        }
        List<Integer> sizes = new ArrayList<>(List.of(1, 2, 3, 5, 7, 13, 37));
        for (int size : new int[] {lanes, 2 * lanes, 4 * lanes, 7 * lanes, 8 * lanes}) {
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
    void elementPassesHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int n : sizes(kernels)) {
            for (double share : new double[] {0, 0.5, 1}) {
                float[] before = Hostile.floats(random, n + 2 * GUARD, share);
                float[] a = roomy(Hostile.floats(random, n, share));
                float[] b = roomy(Hostile.floats(random, n, share));
                float[] c = roomy(Hostile.floats(random, n, share));
                float alpha = random.nextFloat();
                float beta = random.nextInt(3) == 0 ? -0f : random.nextFloat();
                compare(kernels, n, before, "clip", (k, z) -> k.clip(z, GUARD, z, GUARD, n, alpha));
                compare(kernels, n, before, "clip at 0", (k, z) -> k.clip(z, GUARD, z, GUARD, n, 0));
                compare(kernels, n, before, "hardSigmoid", (k, z) -> k.hardSigmoid(z, GUARD, z, GUARD, n, alpha, beta));
                compare(kernels, n, before, "affine", (k, z) -> k.affine(z, GUARD, z, GUARD, n, alpha, beta));
                compare(kernels, n, before, "multiply", (k, z) -> k.multiply(a, 0, z, GUARD, z, GUARD, n));
                compare(kernels, n, before, "sum", (k, z) -> k.scaledSum(a, 0, z, GUARD, z, GUARD, n, 1));
                compare(kernels, n, before, "scaledSum", (k, z) -> k.scaledSum(z, GUARD, b, 0, z, GUARD, n, alpha));
                compare(kernels, n, before, "magnitude", (k, z) -> k.magnitude(a, 0, b, 0, z, GUARD, n));
                compare(kernels, n, before, "multiplyAdd", (k, z) -> k.multiplyAdd(a, 0, b, 0, z, GUARD, z, GUARD, n));
                compare(
                        kernels,
                        n,
                        before,
                        "multiplyAdd of two products",
                        (k, z) -> k.multiplyAdd(a, 0, z, GUARD, b, 0, c, 0, z, GUARD, n));
                compare(kernels, n, before, "interpolate", (k, z) -> k.interpolate(a, 0, z, GUARD, b, 0, z, GUARD, n));
            }
        }
    }

    static Stream<Arguments> twinsAndPrecisions() {
        return twins().flatMap(
                        kernels -> Stream.of(Precision.values()).map(precision -> Arguments.of(kernels, precision)));
    }

    /** One, parts of words and whole ones; in int4 parts of groups too, and a column more than one. */
    private static int[][] columns(Precision precision) {
        return precision == Precision.INT4
                ? new int[][] {{1, 5}, {8, 34}, {33, 16}}
                : new int[][] {{1, 1}, {1, 5}, {3, 2}, {4, 8}, {17, 13}};
    }

    /** Rows of several products, likewise. */
    private static final int[] COUNTS =
            VectorWidths.preferredBits() < 256 ? new int[] {0, 2, 9} : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 9, 14};

    /** Plain matrices, and the gates of a GRU and of an LSTM; whole, by parts of columns, by rows, block by block. */
    @ParameterizedTest
    @MethodSource("twinsAndPrecisions")
    void productsHaveTheScalarBits(Kernels twin, Precision precision) {
        SplittableRandom random = Seeds.random(getClass());
        Kernels kernels = twin.of(precision);
        for (int gates : new int[] {1, 3, 4}) {
            for (int units : sizes(kernels)) {
                for (int[] columns : columns(precision)) {
                    double share = random.nextInt(3) == 0 ? 0.02 : 0;
                    Case one = new Case(random, precision, gates, units, columns[0], columns[1], share);
                    String what = precision + ", " + kernels.lanes() + " lanes, " + gates + " x " + units
                            + " rows, columns " + columns[0] + " + " + columns[1];
                    float[] expected = one.inOneGo(SCALAR.of(precision), false);
                    for (boolean descending : new boolean[] {false, true}) {
                        Bits.assertSameButForPayload(what, expected, one.inOneGo(kernels, descending));
                    }
                    Bits.assertSameButForPayload(what + " by blocks", expected, one.byBlocks(kernels));
                    for (int count : COUNTS) {
                        one.checkGemm(what + ", gemm by " + count, kernels, random, count, share);
                    }
                    LateTiles late = new LateTiles();
                    Kernels waiting = twin.with(late).of(precision);
                    one.checkGemm(what + ", before tiles are ready", waiting, random, 4, share);
                    late.ready();
                    one.checkGemm(what + ", once tiles are ready", waiting, random, 4, share);
                }
            }
        }
    }

    /** Products of several rows take that many columns, and that many rows of int8, in several parts. */
    @ParameterizedTest
    @MethodSource("twinsAndPrecisions")
    void productsOfManyColumnsAndRowsHaveTheScalarBits(Kernels twin, Precision precision) {
        SplittableRandom random = Seeds.random(getClass());
        Kernels kernels = twin.of(precision);
        Case wide = new Case(random, precision, 1, kernels.lanes() + 1, 1030, 1025, 0);
        wide.checkGemm(precision + ", " + kernels.lanes() + " lanes, 1030 + 1025 columns", kernels, random, 5, 0);
        Case narrow = new Case(random, precision, 3, 2, 6, 3, 0.01);
        narrow.checkGemm(precision + ", " + kernels.lanes() + " lanes, 101 rows", kernels, random, 101, 0.01);
    }

    /** Two blocks of a large matrix go together where vectors have 16 lanes; a third one is alone. */
    @ParameterizedTest
    @MethodSource("twins")
    void productsOfALargeMatrixHaveTheScalarBits(Kernels kernels) {
        if (kernels.lanes() < 16) {
            return; // like any other matrix, and an fma of the narrowest vectors may be a subroutine
        }
        SplittableRandom random = Seeds.random(getClass());
        for (int gates : new int[] {1, 4}) {
            int rows = 3 * 8 * kernels.lanes();
            int columns = Math.toIntExact(PackedMatrix.LARGE_BYTES / Float.BYTES / rows);
            Case one = new Case(random, Precision.FP32, gates, rows / gates, 7, columns, 0);
            float[] expected = one.inOneGo(SCALAR, false);
            for (boolean descending : new boolean[] {false, true}) {
                Bits.assertSame(gates + " gates", expected, one.inOneGo(kernels, descending));
            }
            Bits.assertSame(gates + " gates by blocks", expected, one.byBlocks(kernels));
        }
    }

    /** With scales a product with no columns leaves -0 as it is, and rows of zeros leave the bias, however large x is. */
    @ParameterizedTest
    @MethodSource("twins")
    void productsWithNothingChangeNothing(Kernels kernels) {
        for (Precision precision : new Precision[] {Precision.INT8, Precision.INT4}) {
            for (Kernels some : List.of(SCALAR.of(precision), kernels.of(precision))) {
                PackedMatrix packed = some.pack(1, new float[] {-0f, 3}, Tensor.zeros(2, 5), Tensor.zeros(2, 2));
                float[] z = new float[Rows.stride(packed.floats())];
                some.gemv().gemv(new ColumnRange(packed, 5, 5, 5, false), new float[0], 0, new float[0], 0, z, 0, 0, 1);
                Bits.assertSame(precision + ", no columns", new float[] {-0f, 3}, inRows(packed, z, 0));
                float[] large = {1e30f, -1e30f, 1e30f, 3e37f, 1e30f};
                Kernels.whole(some.gemv(), new ColumnRange(packed, 0, 5, 5, false), large, 0, z, 0);
                Bits.assertSame(precision + ", rows of zeros", new float[] {0, 3}, inRows(packed, z, 0));
            }
        }
    }

    /** A matrix in two parts, and vectors for it. */
    private static final class Case {
        private final Kernels scalarKernels;
        private final int gates;
        private final Tensor ih;
        private final Tensor hh;
        private final float[] x;
        private final float[] h;
        private final float[] bias;

        Case(SplittableRandom random, Precision precision, int gates, int units, int inputs, int hidden, double share) {
            scalarKernels = SCALAR.of(precision);
            this.gates = gates;
            int rows = gates * units;
            double ofWeights = precision == Precision.FP32 ? share : 0; // others refuse what is not finite
            ih = Tensor.of(Hostile.floats(random, rows * inputs, ofWeights), rows, inputs);
            hh = Tensor.of(Hostile.floats(random, rows * hidden, ofWeights), rows, hidden);
            if (share > 0) { // a row of zeros, and one of tiny weights
                Arrays.fill(ih.data(), 0, inputs, 0f);
                for (int i = 0; i < hidden; i++) {
                    hh.data()[i] *= 1e-37f;
                }
            }
            x = Hostile.floats(random, inputs, share);
            h = Hostile.floats(random, hidden, share);
            bias = Hostile.floats(random, rows, share);
        }

        float[] inOneGo(Kernels kernels, boolean descending) {
            PackedMatrix packed = kernels.pack(gates, bias, ih, hh);
            ColumnRange whole = new ColumnRange(packed, 0, ih.size(1), packed.columns(), false);
            float[] z = new float[packed.floats()];
            int blocks = packed.blocks();
            kernels.gemv().gemv(whole, x, 0, h, 0, z, 0, descending ? blocks : 0, descending ? 0 : blocks);
            return inRows(packed, z, 0);
        }

        /** The input part, then the recurrent part in place, each block in a call of its own, from the last one on. */
        float[] byBlocks(Kernels kernels) {
            PackedMatrix packed = kernels.pack(gates, bias, ih, hh);
            int split = ih.size(1);
            ColumnRange input = new ColumnRange(packed, 0, split, split, false);
            ColumnRange recurrent = new ColumnRange(packed, split, split, packed.columns(), true);
            float[] z = new float[packed.floats()];
            Kernels.whole(kernels.gemv(), input, x, 0, z, 0);
            for (int block = packed.blocks() - 1; block >= 0; block--) {
                kernels.gemv().gemv(recurrent, h, 0, h, 0, z, 0, block, block + 1);
            }
            return inRows(packed, z, 0);
        }

        /** Against gemv row by row, then on in place with the other part of the columns. */
        void checkGemm(String what, Kernels kernels, SplittableRandom random, int count, double share) {
            PackedMatrix packed = kernels.pack(gates, bias, ih, hh);
            int split = ih.size(1);
            int xStride = split + random.nextInt(3);
            int hStride = hh.size(1) + random.nextInt(3);
            int zStride = Rows.stride(packed.floats()) + Rows.LINE * random.nextInt(2);
            float[] xs = Hostile.floats(random, count * xStride, share);
            float[] hs = Hostile.floats(random, count * hStride, share);
            float[] found = new float[count * zStride];
            Arrays.fill(found, 7);
            ColumnRange input = new ColumnRange(packed, 0, split, split, false);
            ColumnRange recurrent = new ColumnRange(packed, split, split, packed.columns(), true);
            kernels.gemm().gemm(input, count, xs, 0, xStride, found, 0, zStride);
            kernels.gemm().gemm(recurrent, count, hs, 0, hStride, found, 0, zStride);
            PackedMatrix scalar = scalarKernels.pack(gates, bias, ih, hh);
            ColumnRange whole = new ColumnRange(scalar, 0, split, scalar.columns(), false);
            for (int row = 0; row < count; row++) {
                float[] z = new float[scalar.floats()];
                scalarKernels.gemv().gemv(whole, xs, row * xStride, hs, row * hStride, z, 0, 0, scalar.blocks());
                Bits.assertSameButForPayload(
                        what + ", row " + row, inRows(scalar, z, 0), inRows(packed, found, row * zStride));
                for (int i = row * zStride + packed.floats(); i < (row + 1) * zStride; i++) {
                    Bits.assertSame(what + ", behind row " + row, new float[] {7}, new float[] {found[i]});
                }
            }
        }
    }

    /** A result row by row, as the matrix was before it was packed. */
    private static float[] inRows(PackedMatrix packed, float[] z, int at) {
        float[] rows = new float[packed.rows()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = z[at + packed.place(row)];
        }
        return rows;
    }

    /** Sums in the order that a width has them. */
    private static float[] arranged(Kernels kernels, int gates, int units, float[] sums) {
        return kernels.pack(gates, null, Tensor.zeros(gates * units, 1)).arrange(sums);
    }

    @ParameterizedTest
    @MethodSource("twins")
    void unitsOfAnLstmHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int n : sizes(kernels)) {
            for (double share : new double[] {0, 0.5, 1}) {
                float[] sums = Hostile.floats(random, 4 * n, share);
                float[] cell = Hostile.floats(random, n, share);
                for (boolean traced : new boolean[] {false, true}) {
                    String what = kernels.lanes() + " lanes, LSTM of " + n + (traced ? " traced" : "");
                    Lstm expected = new Lstm(n, new float[n], cell).run(SCALAR, sums, traced);
                    new Lstm(n, new float[n], cell).run(kernels, sums, traced).assertSame(what, expected);
                }
            }
        }
    }

    /** The states and gates that a step leaves: hidden state, then cell state. */
    private static final class Lstm {
        private final int n;
        private final float[] state;
        private final StepScratch scratch = new StepScratch();

        Lstm(int n, float[] hidden, float[] cell) {
            this.n = n;
            state = new float[2 * Rows.stride(n)];
            System.arraycopy(hidden, 0, state, 0, n);
            System.arraycopy(cell, 0, state, Rows.stride(n), n);
            scratch.units = n;
            scratch.cellOffset = Rows.stride(n);
            scratch.gates.atLeast(4L * Rows.stride(n));
        }

        Lstm run(Kernels kernels, float[] sums, boolean traced) {
            float[] z = arranged(kernels, 4, n, sums);
            System.arraycopy(z, 0, scratch.sums.atLeast(z.length), 0, z.length);
            scratch.traced = traced;
            kernels.lstm().units(0, n, state, state, scratch);
            return this;
        }

        /** NaN in the states of the scalar code is canonical, so payloads are compared too. */
        void assertSame(String what, Lstm expected) {
            int stride = Rows.stride(n);
            Bits.assertSame(what + ", h", read(expected.state, 0, n), read(state, 0, n));
            Bits.assertSame(what + ", c", read(expected.state, stride, n), read(state, stride, n));
            for (int gate = 0; gate < 4; gate++) {
                float[] wanted = read(expected.scratch.gates.floats(), gate * stride, n);
                Bits.assertSame(what + ", gate " + gate, wanted, read(scratch.gates.floats(), gate * stride, n));
            }
        }
    }

    /** A step of a small LSTM has the bits of its product and its units, h in place. */
    @ParameterizedTest
    @MethodSource("twins")
    void aSmallLstmHasTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        int lanes = kernels.lanes();
        SmallLstmKernel small = Objects.requireNonNull(kernels.smallLstm());
        for (int n : new int[] {1, 2, lanes - 1, lanes}) {
            for (double share : new double[] {0, 0.02}) {
                Tensor ih = Tensor.of(Hostile.floats(random, 4 * n * 3, share), 4 * n, 3);
                Tensor hh = Tensor.of(Hostile.floats(random, 4 * n * n, share), 4 * n, n);
                float[] x = Hostile.floats(random, 3, share);
                float[] h = Hostile.floats(random, n, share);
                float[] bias = Hostile.floats(random, 4 * n, share);
                float[] cell = Hostile.floats(random, n, share);
                Lstm expected = new Lstm(n, h, cell);
                byGemvAndUnits(SCALAR, ih, hh, bias, x, expected);
                Lstm found = new Lstm(n, h, cell);
                PackedMatrix packed = kernels.pack(4, bias, ih, hh);
                ColumnRange whole = new ColumnRange(packed, 0, ih.size(1), packed.columns(), false);
                found.scratch.sums.atLeast(packed.floats());
                found.scratch.traced = true;
                small.step(whole, x, found.state, found.state, found.scratch);
                found.assertSame(lanes + " lanes, LSTM of " + n, expected);
            }
        }
    }

    private static void byGemvAndUnits(Kernels kernels, Tensor ih, Tensor hh, float[] bias, float[] x, Lstm lstm) {
        PackedMatrix packed = kernels.pack(4, bias, ih, hh);
        ColumnRange whole = new ColumnRange(packed, 0, ih.size(1), packed.columns(), false);
        float[] z = lstm.scratch.sums.atLeast(packed.floats());
        kernels.gemv().gemv(whole, x, 0, lstm.state, 0, z, 0, 0, packed.blocks());
        lstm.scratch.traced = true;
        kernels.lstm().units(0, lstm.n, lstm.state, lstm.state, lstm.scratch);
    }

    @ParameterizedTest
    @MethodSource("twins")
    void unitsOfAGruHaveTheScalarBits(Kernels kernels) {
        SplittableRandom random = Seeds.random(getClass());
        for (int n : sizes(kernels)) {
            for (double share : new double[] {0, 0.5, 1}) {
                float[] sums = Hostile.floats(random, 3 * n, share);
                float[] input = Hostile.floats(random, n, share);
                float[] hidden = Hostile.floats(random, n, share);
                for (boolean traced : new boolean[] {false, true}) {
                    float[][] expected = gru(SCALAR, n, sums, input, hidden, traced);
                    float[][] found = gru(kernels, n, sums, input, hidden, traced);
                    for (int i = 0; i < expected.length; i++) {
                        String what = kernels.lanes() + " lanes, GRU of " + n + ", result " + i;
                        Bits.assertSame(what, expected[i], found[i]);
                    }
                }
            }
        }
    }

    /** h, then the gates. */
    private static float[][] gru(Kernels kernels, int n, float[] sums, float[] input, float[] hidden, boolean traced) {
        int stride = Rows.stride(n);
        StepScratch scratch = new StepScratch();
        scratch.units = n;
        scratch.traced = traced;
        float[] z = arranged(kernels, 3, n, sums);
        System.arraycopy(z, 0, scratch.sums.atLeast(z.length), 0, z.length);
        System.arraycopy(input, 0, scratch.aside.atLeast(stride), 0, n);
        float[] h = Arrays.copyOf(hidden, stride);
        float[] gates = scratch.gates.atLeast(3L * stride);
        kernels.gru().units(0, n, h, h, scratch);
        return new float[][] {
            Arrays.copyOf(h, n),
            Arrays.copyOfRange(gates, 0, n),
            Arrays.copyOfRange(gates, stride, stride + n),
            Arrays.copyOfRange(gates, 2 * stride, 2 * stride + n)
        };
    }

    /**
     * Runs an operation on both twins; the n floats behind the guard must agree, the guard before them must be untouched,
     * and behind them all but what the last vector holds.
     */
    private static void compare(
            Kernels kernels, int n, float[] before, String what, BiConsumer<ElementKernels, float[]> operation) {
        float[] expected = before.clone();
        float[] found = before.clone();
        operation.accept(SCALAR.elements(), expected);
        operation.accept(kernels.elements(), found);
        String where = kernels.lanes() + " lanes, " + what + " of " + n;
        Bits.assertSame(where, read(expected, GUARD, n), read(found, GUARD, n));
        Bits.assertSame(where + ", before", read(before, 0, GUARD), read(found, 0, GUARD));
        int behind = GUARD + n + kernels.lanes() - 1;
        int left = before.length - behind;
        Bits.assertSame(where + ", behind", read(before, behind, left), read(found, behind, left));
    }

    /** With room for whole vectors. */
    private static float[] roomy(float[] floats) {
        return Arrays.copyOf(floats, floats.length + Rows.LINE);
    }

    private static float[] read(float[] floats, int from, int count) {
        return Arrays.copyOfRange(floats, from, from + count);
    }
}
