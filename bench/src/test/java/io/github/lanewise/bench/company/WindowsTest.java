package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** When a process is warm, on a clock of its own. */
class WindowsTest {
    private static final double WINDOW = 0.0625;

    /** Runs windows of a process whose steps take as long as said; returns the seconds until it was taken for warm. */
    private static double warmUp(Windows windows, DoubleUnaryOperator median) {
        double begin = 0;
        while (windows.isFallingWith(begin, begin + WINDOW, median.applyAsDouble(begin))) {
            begin += WINDOW;
        }
        return begin + WINDOW;
    }

    @Test
    void warmIsWhatHasNotFallenForASecondAndAHalf() {
        Windows windows = new Windows();
        assertEquals(1 + WINDOW + 1.5, warmUp(windows, second -> second < 1 ? 100 : 5), 1e-9);
        windows.addAtPeak(10, 5);
        assertEquals(1, windows.secondsTo(5));
        assertEquals(0, windows.secondsTo(95));
        assertEquals(1, windows.secondsTo(4.6), "within a tenth");
        assertThrows(IllegalArgumentException.class, () -> windows.secondsTo(1));
    }

    /** After ten seconds of a warm-up a pause of two is none. */
    @Test
    void longWarmUpsPauseLonger() {
        DoubleUnaryOperator slow = second -> second < 10 ? 1000 * Math.pow(0.5, second) : second < 13 ? 0.5 : 0.1;
        assertTrue(warmUp(new Windows(), slow) > 13);
    }

    @Test
    void noiseIsNoFall() {
        double end = warmUp(new Windows(), second -> second == 0 ? 9 : 5 - 0.01 * Math.sin(40 * second));
        assertTrue(end < 2, Double.toString(end));
    }

    @Test
    void whatFallsForEverIsMeasuredAsItIs() {
        double end = warmUp(new Windows(), second -> 1000 * Math.pow(0.5, second));
        assertEquals(Windows.LONGEST_WARM_UP, end, 1e-9);
        assertFalse(new Windows().isFallingWith(40, 41, 1));
    }

    @Test
    void medianIsTheMiddleOrBetween() {
        assertEquals(3, Windows.median(9, 3, 1));
        assertEquals(2, Windows.median(1, 9, 3, 1));
    }
}
