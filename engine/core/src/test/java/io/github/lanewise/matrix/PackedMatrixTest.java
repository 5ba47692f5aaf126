package io.github.lanewise.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Refusal;
import io.github.lanewise.spec.Tensor;
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
