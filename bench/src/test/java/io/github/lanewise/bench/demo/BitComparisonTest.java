package io.github.lanewise.bench.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitComparisonTest {
    private final BitComparison bits =
            new BitComparison(new Digits(Tensor.zeros(3, 2, 4), new int[3], new double[30], new float[30], ""));

    @Test
    void namesTheFirstDifference() {
        float[] other = new float[3 * 2 * 10];
        other[(1 * 2 + 1) * 10 + 7] = -0f;
        bits.add("scalar", new float[3 * 2 * 10]);
        bits.add("again", new float[3 * 2 * 10]);
        bits.add("vector", other);
        assertEquals(
                "image 1, row 1, log-probability of 7: expected 0.0 (0x00000000) (scalar),"
                        + " found -0.0 (0x80000000) (vector)",
                bits.firstDifference());
        assertEquals(List.of("scalar", "again", "vector"), bits.ways());
        assertEquals(60, bits.outputsEach());
    }

    @Test
    void findsNoneWhereThereIsNone() {
        bits.add("scalar", new float[60]);
        bits.add("vector", new float[60]);
        assertNull(bits.firstDifference());
    }
}
