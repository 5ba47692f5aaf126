package io.github.lanewise.formats.onnx.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DimTest {
    private static final Dim T = Dim.symbol("T");
    private static final Dim N = Dim.symbol("N");
    private static final Dim TWO = Dim.of(2);

    @Test
    void numbersAndNames() {
        assertTrue(TWO.isNumber());
        assertTrue(TWO.is(2));
        assertFalse(TWO.is(3));
        assertFalse(T.isNumber());
        assertFalse(T.is(1), "a name times 1 is no number");
        assertEquals("2", TWO.toString());
        assertEquals("N * T", T.times(N).toString());
        assertEquals("6 * N * T", T.times(TWO).times(N).times(Dim.of(3)).toString());
    }

    @Test
    void factorsInAnyOrderAreTheSameProduct() {
        assertEquals(T.times(N), N.times(T));
        assertEquals(T.times(TWO).times(N), Dim.product(List.of(N, TWO, T)));
        assertEquals(Dim.ONE, Dim.product(List.of()));
        assertEquals(T, T.times(Dim.ONE));
    }

    @Test
    void nothingTimesAnythingIsNothing() {
        assertEquals(Dim.of(0), T.times(Dim.of(0)));
        assertEquals(Dim.of(0), new Dim(0, List.of("T")));
        assertTrue(T.times(Dim.of(0)).is(0));
    }

    @Test
    void sumsOfTheSameNames() {
        assertEquals(T.times(Dim.of(5)), T.times(TWO).plus(T.times(Dim.of(3))));
        assertEquals(Dim.of(5), TWO.plus(Dim.of(3)));
        assertEquals(T, T.plus(Dim.of(0)));
        assertEquals(T, Dim.of(0).plus(T));
        assertEquals(Dim.of(0), T.plus(T.negated()));
        assertNull(T.plus(N));
        assertNull(T.plus(Dim.ONE));
        assertNull(T.plus(T.times(T)));
    }

    @Test
    void quotientsThatAreExact() {
        Dim product = T.times(N).times(Dim.of(6));
        assertEquals(N.times(Dim.of(3)), product.dividedBy(T.times(TWO)));
        assertEquals(Dim.ONE, product.dividedBy(product));
        assertEquals(T, T.times(T).dividedBy(T));
        assertNull(product.dividedBy(Dim.of(4)));
        assertNull(product.dividedBy(Dim.symbol("H")));
        assertNull(T.dividedBy(T.times(T)));
        assertNull(T.dividedBy(Dim.of(0)));
        assertEquals(Dim.of(-3), Dim.of(6).dividedBy(Dim.of(-2)));
    }

    @Test
    void numbersThatNoLongHolds() {
        Dim most = Dim.of(Long.MAX_VALUE);
        Dim least = Dim.of(Long.MIN_VALUE);
        assertThrows(ArithmeticException.class, () -> most.times(TWO));
        assertThrows(ArithmeticException.class, () -> most.plus(Dim.ONE));
        assertThrows(ArithmeticException.class, least::negated);
        assertThrows(ArithmeticException.class, () -> least.dividedBy(Dim.of(-1)));
        assertThrows(ArithmeticException.class, () -> Dim.product(List.of(most, most)));
    }

    @Test
    void namesHaveABound() {
        Dim sixteen = Dim.product(Collections.nCopies(16, T));
        assertEquals(16, sixteen.symbols().size());
        String message =
                assertThrows(ArithmeticException.class, () -> sixteen.times(N)).getMessage();
        assertEquals("an extent of more than 16 factors", message);
        assertEquals(Dim.of(0), sixteen.times(Dim.of(0)));
    }
}
