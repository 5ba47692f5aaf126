package io.github.lanewise.formats.onnx.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RowMajorTest {
    @Test
    void shapesAsText() {
        assertEquals("(2, 3)", RowMajor.text(new int[] {2, 3}));
        assertEquals("()", RowMajor.text(new int[0]));
    }

    @Test
    void elementsOfAShape() {
        assertEquals(24, RowMajor.count(new int[] {2, 3, 4}));
        assertEquals(1, RowMajor.count(new int[0]));
        assertEquals(0, RowMajor.count(new int[] {2, 0, 4}));
        assertEquals(Integer.MAX_VALUE, RowMajor.count(new int[] {Integer.MAX_VALUE}));
        assertThrows(ArithmeticException.class, () -> RowMajor.count(new int[] {1 << 16, 1 << 15}));
        assertThrows(ArithmeticException.class, () -> RowMajor.count(new int[] {1 << 16, 1 << 16}));
    }

    @Test
    void theLastIndexChangesFastest() {
        assertArrayEquals(new int[] {12, 4, 1}, RowMajor.strides(new int[] {2, 3, 4}));
        assertArrayEquals(new int[0], RowMajor.strides(new int[0]));
        assertArrayEquals(new int[] {0, 4, 1}, RowMajor.strides(new int[] {2, 0, 4}));
    }

    @Test
    void walks() {
        int[] shape = {2, 3};
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, RowMajor.walk(shape, 0, RowMajor.strides(shape)));
        assertArrayEquals(new int[] {0, 2, 4, 1, 3, 5}, RowMajor.walk(shape, 0, new int[] {1, 2}), "transposed");
        assertArrayEquals(new int[] {5, 4, 3, 2, 1, 0}, RowMajor.walk(shape, 5, new int[] {-3, -1}), "backward");
        assertArrayEquals(new int[] {7, 7, 7, 8, 8, 8}, RowMajor.walk(shape, 7, new int[] {1, 0}), "repeated");
        assertArrayEquals(
                new int[] {0, 1, 10, 11, 0, 1, 10, 11}, RowMajor.walk(new int[] {2, 2, 2}, 0, new int[] {0, 10, 1}));
    }

    @Test
    void walksOfOneElementAndOfNone() {
        assertArrayEquals(new int[] {9}, RowMajor.walk(new int[0], 9, new int[0]));
        assertArrayEquals(new int[0], RowMajor.walk(new int[] {3, 0}, 9, new int[] {1, 1}));
        assertArrayEquals(new int[0], RowMajor.walk(new int[] {0, 3}, 9, new int[] {1, 1}));
    }
}
