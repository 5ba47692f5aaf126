package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.04931, 0.0493",
        "0.5, 0.500",
        "9.996, 10.00",
        "12.34, 12.3",
        "100, 100",
        "4350.6, 4351",
        "-2.5, -2.50",
        "NaN, NaN"
    })
    void threeSignificantDigits(double value, String expected) {
        assertEquals(expected, Figures.significant(value));
    }

    @Test
    void otherForms() {
        assertEquals("97.22", Figures.fixed(97.2222, 2));
        assertEquals("1.2e-07", Figures.scientific(1.23e-7));
        assertEquals("43,200", Figures.count(43200));
    }
}
