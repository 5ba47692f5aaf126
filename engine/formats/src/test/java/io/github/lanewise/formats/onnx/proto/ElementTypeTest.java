package io.github.lanewise.formats.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a number becomes in a smaller type. */
class ElementTypeTest {
    @Test
    void half() {
        assertEquals(0x1.554p-2f, ElementType.FLOAT16.rounded(1 / 3f));
        assertEquals(2048, ElementType.FLOAT16.rounded(2049), "two are as near, 2048 is even");
        assertEquals(2052, ElementType.FLOAT16.rounded(2051));
        assertEquals(Float.POSITIVE_INFINITY, ElementType.FLOAT16.rounded(65_520));
        assertEquals(65_504, ElementType.FLOAT16.rounded(65_519));
        assertEquals(Float.NaN, ElementType.FLOAT16.rounded(Float.NaN));
    }

    @Test
    void bfloat16() {
        assertEquals(0x1.56p-2f, ElementType.BFLOAT16.rounded(1 / 3f));
        assertEquals(256, ElementType.BFLOAT16.rounded(257), "two are as near, 256 is even");
        assertEquals(260, ElementType.BFLOAT16.rounded(259));
        assertEquals(-260, ElementType.BFLOAT16.rounded(-259));
        assertEquals(Float.NEGATIVE_INFINITY, ElementType.BFLOAT16.rounded(-Float.MAX_VALUE));
        assertEquals(Float.POSITIVE_INFINITY, ElementType.BFLOAT16.rounded(Float.POSITIVE_INFINITY));
        assertEquals(Float.NaN, ElementType.BFLOAT16.rounded(Float.NaN));
    }

    @Test
    void floatsAndDoublesAsTheyAre() {
        assertEquals(1 / 3f, ElementType.FLOAT.rounded(1 / 3f));
        assertEquals(1 / 3f, ElementType.DOUBLE.rounded(1 / 3f));
    }
}
