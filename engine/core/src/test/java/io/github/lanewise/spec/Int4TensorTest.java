package io.github.lanewise.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Bits;
import io.github.lanewise.Hostile;
import io.github.lanewise.Refusal;
import io.github.lanewise.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Int4TensorTest {
    private static Tensor random(int rows, int columns) {
        return Tensor.of(Hostile.floats(Seeds.random(Int4TensorTest.class), rows * columns, 0), rows, columns);
    }

    /** Every number is the nearest to its element, and every scale the least bfloat16 with which numbers up to 7 reach all. */
    @Test
    void roundsEachGroupByItsOwnScale() {
        Tensor matrix = random(3, 70);
        Int4Tensor rounded = Int4Tensor.of("w", matrix);
        assertEquals(9, rounded.scales().length);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 70; column++) {
                int i = 70 * row + column;
                float scale = rounded.scales()[3 * row + column / 32];
                assertTrue(Math.abs(matrix.data()[i] - rounded.numbers()[i] * scale) <= scale / 2);
                assertTrue(Math.abs(rounded.numbers()[i]) <= 7);
            }
        }
        for (int group = 0; group < 3; group++) {
            float[] elements = Arrays.copyOfRange(matrix.data(), 32 * group, Math.min(32 * group + 32, 70));
            float most = 0;
            for (float element : elements) {
                most = Math.max(most, Math.abs(element));
            }
            float scale = rounded.scales()[group];
            float below = Float.intBitsToFloat(Float.floatToRawIntBits(scale) - 0x10000);
            assertEquals(0, Float.floatToRawIntBits(scale) & 0xffff);
            assertTrue(most / 7 <= scale && most / 7 > below, "group " + group);
        }
    }

    /** Also of the smallest floats, whose scales have no more than a bit or none. */
    @Test
    void roundingIsIdempotent() {
        for (float size : new float[] {1, 1e37f, 1e-37f, 1e-38f, 1e-40f, Float.MIN_VALUE}) {
            Tensor matrix = random(5, 33);
            for (int i = 0; i < matrix.data().length; i++) {
                matrix.data()[i] *= size;
            }
            Int4Tensor once = Int4Tensor.of("w", matrix);
            float[] floats = once.toTensor().data();
            Bits.assertSame(
                    "scales chosen again, " + size,
                    floats,
                    Int4Tensor.of("w", Tensor.of(floats, 5, 33)).toTensor().data());
            Int4Tensor again = Int4Tensor.of("w", once.toTensor());
            assertArrayEquals(once.numbers(), again.numbers());
            assertArrayEquals(once.scales(), again.scales());
        }
    }

    /** -8, and a scale whose greatest number is far below 7. */
    @Test
    void keepsStoredNumbersAndScales() {
        byte[] numbers = new byte[2 * 34];
        numbers[0] = -8;
        numbers[33] = 1;
        numbers[67] = 7;
        float[] scales = {0.5f, 3f, 0f, 0x1p-100f};
        Int4Tensor stored = Int4Tensor.of(numbers, scales, 2, 34);
        Int4Tensor again = Int4Tensor.of("w", stored.toTensor());
        assertEquals(-4f, stored.toTensor().data()[0]);
        assertArrayEquals(numbers, again.numbers());
        assertArrayEquals(scales, again.scales());
    }

    /** Scales of rows belong to int8, those of groups to int4; the other precision chooses its own. */
    @Test
    void scalesOfRowsAndOfGroupsAreApart() {
        Tensor matrix = random(2, 5);
        Tensor int4 = Int4Tensor.of("w", matrix).toTensor();
        Tensor int8 = Int8Tensor.of("w", matrix).toTensor();
        assertNull(int4.scales());
        assertNull(int8.groupScales());
        assertArrayEquals(int4.groupScales(), Int4Tensor.of("w", int8).scales(), 0.01f);
        assertArrayEquals(int8.scales(), Int8Tensor.of("w", int4).scales(), 0.01f);
    }

    @Test
    void someRowsKeepTheirScales() {
        Tensor int4 = Int4Tensor.of("w", random(4, 40)).toTensor();
        Tensor rows = int4.rows(1, 3);
        assertArrayEquals(Arrays.copyOfRange(int4.groupScales(), 2, 6), rows.groupScales());
        assertArrayEquals(Arrays.copyOfRange(int4.data(), 40, 120), rows.data());
        Tensor int8 = Int8Tensor.of("w", random(4, 40)).toTensor();
        assertArrayEquals(
                Arrays.copyOfRange(int8.scales(), 1, 3), int8.rows(1, 3).scales());
    }

    @Test
    void refusesWhatIsNoInt4() {
        Tensor matrix = random(2, 33);
        Tensor int4 = Int4Tensor.of("w", matrix).toTensor();
        int4.data()[32] = Math.nextUp(int4.data()[32]);
        refused(() -> Int4Tensor.of("w", int4), "w, element 32", "multiple", "-8 to 7");
        matrix.data()[65] = 3e38f;
        refused(() -> Int4Tensor.of("w", matrix), "w, element 65", "2.9e38", "fp32");
        matrix.data()[65] = Float.NaN;
        refused(() -> Int4Tensor.of("w", matrix), "w, element 65", "NaN");
        refused(() -> Int4Tensor.of("w", Tensor.zeros(2, 2, 2)), "w", "matrix", "[2, 2, 2]");
        refused(() -> Tensor.zeros(2, 33).withGroupScales(new float[2]), "2 rows", "2 groups", "found 2");
        refused(() -> Tensor.zeros(1, 1).withGroupScales(new float[] {0.1f}), "group 0", "bfloat16", "0.1");
        refused(() -> Tensor.zeros(1, 1).withGroupScales(new float[] {0x1p125f}), "group 0", "2^125");
        refused(() -> Int4Tensor.of(new byte[] {8}, new float[1], 1, 1), "element 0", "-8 to 7", "8");
        refused(() -> Int4Tensor.of(new byte[2], new float[1], 1, 1), "1 elements", "found 2");
    }

    private static void refused(Runnable run, String... words) {
        Refusal.assertRefused(IllegalArgumentException.class, run, words);
    }
}
