package io.github.lanewise.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranges of step numbers, of times that are known. */
class StepTimesTest {
    /** One step a microsecond, none in between. */
    private static StepTimes steps(int count, long... nanos) {
        StepTimes times = new StepTimes(0);
        for (int i = 0; i < count; i++) {
            long end = 1000L * (i + 1);
            times.add(end - (i < nanos.length ? nanos[i] : 100), end);
        }
        return times;
    }

    @Test
    void rangesBeginWith1And2And5TimesPowersOfTen() {
        long first = 1;
        for (long next : new long[] {2, 5, 10, 20, 50, 100, 200}) {
            first = StepRange.next(first);
            assertEquals(next, first);
        }
        assertEquals("1", StepRange.name(1));
        assertEquals("2 to 4", StepRange.name(2));
        assertEquals("50000 to 99999", StepRange.name(50_000));
    }

    @Test
    void aRangeHasItsMedianItsWorstStepAndWhenThatEnded() {
        List<StepRange> ranges = steps(10, 9000, 700, 900, 300, 5, 6, 8, 7, 6).complete();
        assertEquals(
                List.of(
                        new StepRange(1, 9, 9, 1, 1e-6),
                        new StepRange(2, 0.7, 0.9, 3, 3e-6),
                        new StepRange(5, 0.006, 0.008, 7, 7e-6)),
                ranges);
    }

    @Test
    void aRangeIsThereOnceTheNextOneBegins() {
        assertEquals(2, steps(9).complete().size());
        assertEquals(3, steps(10).complete().size());
        assertEquals(10, steps(10).count());
    }

    /** The worst step counts wherever it is, the median is that of the first thousand. */
    @Test
    void longRangesHaveAsManySamplesAsThereIsRoomFor() {
        long[] nanos = new long[5_000];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = i < 2_000 ? 20 : i < 2_999 ? 40 : 80;
        }
        nanos[4_500] = 7_000;
        StepRange range = steps(5_000, nanos).complete().getLast();
        assertEquals(new StepRange(2_000, 0.04, 7, 4_501, 4_501e-6), range);
    }

    @Test
    void theTotalIsThatOfAHundredThousandSteps() {
        assertTrue(Double.isNaN(steps(99_999).secondsToTotal()));
        assertEquals(0.1, steps(100_500).secondsToTotal());
    }
}
