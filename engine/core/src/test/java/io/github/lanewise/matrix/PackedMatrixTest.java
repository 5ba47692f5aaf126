package io.github.lanewise.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

    /** The picture in the class's documentation. */
    @Test
    void liesAsDrawn() {
        PackedMatrix packed = PackedMatrix.pack(4, 2, matrix(11, 2));
        float[] expected = {
            1,
            3,
            5,
            7,
            9,
            11,
            13,
            15, // panel 0, k = 0
            2,
            4,
            6,
            8,
            10,
            12,
            14,
            16, // panel 0, k = 1
            17,
            19,
            21,
            0, // panel 1, k = 0
            18,
            20,
            22,
            0 // panel 1, k = 1
        };
        float[] found = new float[expected.length];
        packed.data().copyTo(0, found, 0, found.length);
        assertArrayEquals(expected, found);
        assertEquals(expected.length, packed.data().length());
    }

    @Test
    void unpacksWhatItPacked() {
        for (int lanes : new int[] {1, 4, 8, 16}) {
            for (int panel : new int[] {1, 2, 4, 8}) {
                for (int rows : new int[] {1, 2, 3, 15, 16, 17, 31, 64, 65, 127, 200}) {
                    Tensor matrix = matrix(rows, 3);
                    Tensor unpacked = PackedMatrix.pack(lanes, panel, matrix).unpack();
                    assertArrayEquals(matrix.data(), unpacked.data(), rows + " rows, " + lanes + " lanes, " + panel);
                }
            }
        }
    }

    @Test
    void beginsOnACacheLine() {
        assertEquals(0, PackedMatrix.pack(4, 4, matrix(3, 3)).data().segment().address() % 64);
    }

    @Test
    void refusesWhatIsNoMatrix() {
        Refusal.assertRefused(
                IllegalArgumentException.class, () -> PackedMatrix.pack(4, 4, Tensor.zeros(2, 2, 2)), "(2, 2, 2)");
    }
}
