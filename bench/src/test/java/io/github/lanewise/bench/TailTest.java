package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Percentiles of latencies that are known. */
class TailTest {
    private static Histogram microsUpTo(int count) {
        Histogram nanos = Tail.histogram();
        for (int i = 1; i <= count; i++) {
            nanos.recordValue(i * 1_000L);
        }
        return nanos;
    }

    @Test
    void percentilesInMicroseconds() {
        Tail tail = Tail.of(microsUpTo(100_000));
        assertEquals(50_000, tail.p50(), 50);
        assertEquals(99_000, tail.p99(), 99);
        assertEquals(99_900, tail.p999(), 100);
        assertEquals(99_990, tail.p9999(), 100);
        assertEquals(100_000, tail.max(), 100);
    }

    /** A percentile beyond which no call lies is only the maximum by another name. */
    @Test
    void percentilesThatTooFewCallsTellAreLeftOut() {
        assertEquals(List.of(true, true, true, true, true), known(10_000));
        assertEquals(List.of(true, true, true, false, true), known(9_999));
        assertEquals(List.of(true, true, true, false, true), known(1_000));
        assertEquals(List.of(true, true, false, false, true), known(999));
        assertEquals(List.of(false, false, false, false, true), known(1));
    }

    private static List<Boolean> known(int count) {
        return Tail.of(microsUpTo(count)).cells().stream()
                .map(cell -> !cell.equals("-"))
                .toList();
    }
}
