package io.github.lanewise.formats.onnx.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownExtentsTest {
    private static final Dim T = Dim.symbol("T");
    private static final Dim N = Dim.symbol("N");

    private final KnownExtents known = new KnownExtents();

    @Test
    void aNameThatIsKnownIsItsNumber() {
        assertEquals(T, known.known(T));
        assertTrue(known.learn(T, Dim.of(7)));
        assertEquals(Dim.of(7), known.known(T));
        assertEquals(N.times(Dim.of(98)), known.known(T.times(N).times(T).times(Dim.of(2))));
        assertEquals(Dim.of(-7), known.known(T.negated()));
        assertEquals(Map.of("T", 7L), known.learned());
    }

    @Test
    void onlyASingleNameCanBeLearned() {
        assertFalse(known.learn(T.times(Dim.of(2)), Dim.of(8)));
        assertFalse(known.learn(T.times(N), Dim.of(8)));
        assertFalse(known.learn(Dim.of(8), Dim.of(8)));
        assertFalse(known.learn(T, Dim.of(-1)));
        assertEquals(Map.of(), known.learned());
        assertTrue(known.learn(T, Dim.of(0)));
        assertEquals(Dim.of(0), known.known(T.times(N)));
    }

    @Test
    void whatWasLearnedIsNotForOthersToChange() {
        known.learn(T, Dim.of(7));
        assertThrows(UnsupportedOperationException.class, () -> known.learned().clear());
    }

    @Test
    void productsThatNoLongHolds() {
        known.learn(T, Dim.of(Long.MAX_VALUE));
        assertThrows(ArithmeticException.class, () -> known.known(T.times(T)));
    }
}
