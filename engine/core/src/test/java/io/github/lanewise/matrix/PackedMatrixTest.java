package io.github.lanewise.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Refusal;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackedMatrixTest {
    private static Tensor matrix(int rows, int columns) {
        float[] data = new float[rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = i + 1;
        }
        return Tensor.of(data, rows, columns);
    }

    /** The picture in the class's documentation: row (gate, unit) of column k holds 1000 gate + 10 unit + k. */
    @Test
    void liesAsDrawn() {
        Tensor weight = Tensor.zeros(44, 2);
        for (int row = 0; row < 44; row++) {
            for (int k = 0; k < 2; k++) {
                weight.data()[row * 2 + k] = 1000 * (row / 11) + 10 * (row % 11) + k;
            }
        }
        PackedMatrix packed = PackedMatrix.pack(4, 4, null, weight);
        int at = 0;
        for (int[] block : new int[][] {{0, 8}, {8, 12}}) {
            for (int k = 0; k < 2; k++) {
                for (int gate = 0; gate < 4; gate++) {
                    for (int unit = block[0]; unit < block[1]; unit++) {
                        float expected = unit < 11 ? 1000 * gate + 10 * unit + k : 0;
                        assertEquals(expected, packed.element(at), "float " + at);
                        at++;
                    }
                }
            }
        }
        assertEquals(at, packed.length());
        assertEquals(2, packed.blocks());
    }

    /** A result's order is that of a column. */
    @Test
    void arrangesLikeAColumn() {
        for (int gates : new int[] {1, 2, 3, 4}) {
            Tensor column = matrix(gates * 37, 1);
            PackedMatrix packed = PackedMatrix.pack(8, gates, column.data(), column);
            float[] arranged = packed.bias();
            assertEquals(packed.length(), arranged.length);
            for (int i = 0; i < arranged.length; i++) {
                assertEquals(packed.element(i), arranged[i], gates + " gates, float " + i);
            }
        }
    }

    /** A block begins K times as far as its results, and its columns lie one after another; with one lane, eight results. */
    @Test
    void everyElementLiesWhereItsResultAndColumnSay() {
        int columns = 3;
        for (int lanes : new int[] {1, 4, 8, 16}) {
            for (int gates : new int[] {1, 2, 3, 4}) {
                for (int units : new int[] {1, 2, 3, 15, 16, 17, 31, 64, 65, 127, 200}) {
                    Tensor matrix = matrix(gates * units, columns);
                    PackedMatrix packed = PackedMatrix.pack(lanes, gates, null, matrix);
                    for (int i = 0; i < matrix.data().length; i++) {
                        int block = packed.block(i / columns % units);
                        int place = packed.place(i / columns);
                        int first = lanes == 1 ? place / 8 * 8 : packed.resultAt(block);
                        int end = lanes == 1 ? Math.min(first + 8, packed.floats()) : packed.resultAt(block + 1);
                        if (lanes > 1) {
                            assertEquals(4L * (end - first), packed.step(block));
                            assertEquals(4L * first * columns, packed.byteOffset(block));
                        }
                        long at = (long) first * columns + (long) (i % columns) * (end - first) + place - first;
                        assertEquals(matrix.data()[i], packed.element(at), gates + " x " + units + ", lanes " + lanes);
                    }
                }
            }
        }
    }

    @Test
    void beginsOnACacheLine() {
        assertEquals(
                0, PackedMatrix.pack(4, 4, null, matrix(4, 3)).data().segment().address() % 64);
    }

    @Test
    void eachTwinHasItsOwnMemory() {
        PackedMatrix scalar = PackedMatrix.pack(1, 4, null, matrix(4, 3));
        PackedMatrix vector = PackedMatrix.pack(4, 4, null, matrix(4, 3));
        assertEquals(12, scalar.array().length);
        assertEquals(48, vector.data().length());
        Refusal.assertRefused(IllegalStateException.class, scalar::data, "packed for vectors", "for scalar code");
        Refusal.assertRefused(IllegalStateException.class, vector::array, "for scalar code", "for vectors");
    }

    /** The picture in WeightWords: two columns of a row in a word, -0 in place of a column that is missing. */
    @Test
    void wordsOfBf16LieAsDrawn() {
        PackedMatrix packed = pack(Precision.BF16, matrix(2, 3), matrix(2, 1));
        int[] expected = {
            word(2, 1), word(5, 4), 0, 0, word(-0f, 3), word(-0f, 6), 0, 0, word(-0f, 1), word(-0f, 2), 0, 0
        };
        assertEquals(List.of(0, 2, 3), List.of(packed.word(0), packed.word(3), packed.word(4)));
        assertArrayEquals(expected, words(packed));
        Refusal.assertRefused(IllegalArgumentException.class, () -> packed.word(1), "begins a word of 2", "column 1");
    }

    private static int word(float upper, float lower) {
        return Float.floatToRawIntBits(upper) | (Float.floatToRawIntBits(lower) >>> 16);
    }

    /** Four columns of a row in a word, with an offset of 128 in three; scales lie like results, part by part. */
    @Test
    void wordsOfInt8LieAsDrawn() {
        Tensor five = Tensor.of(new float[] {127, -1, 2, -127, 3, 254, -254, 0, 0, 0}, 2, 5);
        PackedMatrix packed = pack(Precision.INT8, five, matrix(2, 1));
        int zeros = 0x00808080;
        int[] expected = {
            0x81827fff, 0x008001ff, zeros, zeros, 0x00808083, zeros, zeros, zeros, 0x008080ff, 0x008080ff, zeros, zeros
        };
        assertArrayEquals(expected, words(packed));
        assertEquals(List.of(0, 1, 2, 3), List.of(packed.word(0), packed.word(4), packed.word(5), packed.word(6)));
        assertArrayEquals(new float[] {1, 2, 0, 0}, packed.scales(4));
        assertEquals(1f, packed.scales(5)[0] * 127, 1e-4f);
    }

    /** Eight columns of a row in a word, behind the scales of its group of 32: of two vectors in one, here rows 0 and 4. */
    @Test
    void wordsOfInt4LieAsDrawn() {
        Tensor weight = Tensor.zeros(5, 41);
        for (int column = 0; column < 41; column++) {
            weight.data()[column] = column % 8 - 7;
            weight.data()[4 * 41 + column] = 2 * (7 - column % 8);
        }
        PackedMatrix packed = pack(Precision.INT4, weight, matrix(5, 1));
        int zeros = 0x08888888;
        int row0 = 0x07654321;
        int row4 = 0x09abcdef;
        int[] scales = {0x40003f80, 0, 0, 0};
        int[] word = {row0, zeros, zeros, zeros, row4, zeros, zeros, zeros};
        int[] last = {0x08888881, zeros, zeros, zeros, 0x0888888f, zeros, zeros, zeros};
        int one = 0x0888888f;
        int[] ofOnes = {one, one, one, one, one, zeros, zeros, zeros};
        int[] found = words(packed);
        assertArrayEquals(concat(scales, word, word, word, word, scales, word, last), Arrays.copyOf(found, 56));
        assertArrayEquals(ofOnes, Arrays.copyOfRange(found, 60, 68));
        assertEquals(68, found.length);
        assertEquals(List.of(0, 4, 6, 7), List.of(packed.word(0), packed.word(32), packed.word(41), packed.word(42)));
        assertEquals(
                List.of(0, 1, 2, 3),
                List.of(packed.groups(0), packed.groups(32), packed.groups(41), packed.groups(42)));
        assertEquals(
                List.of(0L, 4L * 36, 4L * 56),
                List.of(packed.byteOffset(0, 0), packed.byteOffset(0, 32), packed.byteOffset(0, 41)));
        Refusal.assertRefused(
                IllegalArgumentException.class, () -> packed.byteOffset(0, 8), "begins a group of 32", "column 8");
    }

    private static int[] concat(int[]... arrays) {
        return Stream.of(arrays).flatMapToInt(IntStream::of).toArray();
    }

    /** Rows two by two in a byte; a last panel of three rows has two bytes a column. */
    @Test
    void nibblesLieAsDrawn() {
        Tensor weight = Tensor.zeros(11, 2);
        for (int row = 0; row < 11; row++) {
            weight.data()[2 * row] = row - 4;
            weight.data()[2 * row + 1] = 7;
        }
        PackedMatrix packed = PackedMatrix.pack(AlignedFloats::allocate, 1, Precision.INT4, 1, null, weight);
        byte f = (byte) 0xff;
        byte[] expected = {0x54, 0x76, (byte) 0x98, (byte) 0xba, f, f, f, f, (byte) 0xdc, 0x0e, f, 0x0f};
        assertArrayEquals(expected, packed.nibbles());
        assertEquals(11, packed.groupScales().length);
        assertEquals(0x3f80, packed.groupScales()[10]);
    }

    private static PackedMatrix pack(Precision precision, Tensor... weights) {
        return PackedMatrix.pack(AlignedFloats::allocate, 4, precision, 1, null, weights);
    }

    private static int[] words(PackedMatrix packed) {
        return packed.weights().toArray(ValueLayout.JAVA_INT);
    }

    @Test
    void eachPrecisionHasItsOwnArray() {
        for (Precision precision : Precision.values()) {
            PackedMatrix scalar = PackedMatrix.pack(AlignedFloats::allocate, 1, precision, 1, null, matrix(2, 3));
            List<Runnable> arrays = List.of(scalar::array, scalar::halves, scalar::numbers, scalar::nibbles);
            for (Precision asked : Precision.values()) {
                Runnable array = arrays.get(List.of(Precision.values()).indexOf(asked));
                if (asked == precision) {
                    array.run();
                } else {
                    Refusal.assertRefused(IllegalStateException.class, array, asked.text(), precision.text());
                }
            }
        }
    }

    @Test
    void refusesWhatIsNoMatrix() {
        Refusal.assertRefused(
                IllegalArgumentException.class,
                () -> PackedMatrix.pack(4, 1, null, Tensor.zeros(2, 2, 2)),
                "(2, 2, 2)");
        Refusal.assertRefused(
                IllegalArgumentException.class,
                () -> PackedMatrix.pack(4, 4, null, Tensor.zeros(6, 2)),
                "a multiple of 4",
                "(6, 2)");
    }
}
