package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Tail;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrivals and latencies on a clock of their own, on which a reading takes nothing unless the thread waits. */
class OpenLoopTest {
    /** One arrival every microsecond. */
    private static final int MEGAHERTZ = 1_000_000;

    private final Histogram latencies = Tail.histogram();
    private final Clock clock = new Clock();

    /** Moves by a nanosecond a reading, and by what a call takes. */
    private static final class Clock implements LongSupplier {
        // Close to the overflow, where nanoTime may begin.
        private long now = Long.MAX_VALUE - 2_000;

        @Override
        public long getAsLong() {
            return now++;
        }

        IntConsumer taking(int everybody) {
            return arrival -> now += everybody;
        }

        IntConsumer stalling(int at, int nanos, int others) {
            return arrival -> now += arrival == at ? nanos : others;
        }
    }

    private OpenLoop.Outcome run(int count, IntConsumer call) {
        return OpenLoop.run(new Arrivals(MEGAHERTZ, count), clock, call, latencies);
    }

    /** How many latencies lie between two, up to the histogram's three digits. */
    private long between(long low, long high) {
        return latencies.getCountBetweenValues(low, high);
    }

    @Test
    void arrivalsAreNotRoundedOneUponAnother() {
        Arrivals sound = new Arrivals(48_000, 480_000);
        assertEquals(0, sound.nanosTo(0));
        assertEquals(20_833, sound.nanosTo(1));
        assertEquals(41_666, sound.nanosTo(2));
        assertEquals(62_500, sound.nanosTo(3));
        assertEquals(10_000_000_000L, sound.nanosTo(480_000));
        assertEquals(20_833.333, sound.periodNanos(), 1e-3);
    }

    @Test
    void asManyArriveAsTheRateSays() {
        assertEquals(new Arrivals(48_000, 192_000), Arrivals.during(48_000, 4));
        assertEquals(new Arrivals(1_000, 1_200), Arrivals.during(1_000, 1.2));
        assertEquals(1, Arrivals.during(1_000, 1e-9).count());
    }

    @Test
    void nobodyIsServedBeforeTheArrival() {
        OpenLoop.Outcome outcome = run(100, clock.taking(200));
        assertEquals(100, outcome.served());
        assertEquals(0, outcome.late());
        assertTrue(outcome.isSustained());
        assertEquals(100, between(200, 203));
        assertEquals(99_000 + 200, (double) outcome.nanos(), 3);
    }

    /** A stall of ten periods is paid by all who arrive meanwhile, each by what is left of it. */
    @Test
    void whoArrivesDuringAStallHasItsWaitingCounted() {
        OpenLoop.Outcome outcome = run(1_000, clock.stalling(500, 10_000, 0));
        assertTrue(outcome.isSustained());
        assertEquals(1_000, latencies.getTotalCount());
        // 10, 9, ... 2 and 1 µs, where a closed loop would have found one latency of 10 µs and nothing else.
        for (int micros = 10; micros >= 1; micros--) {
            assertEquals(1, between(micros * 1_000 - 10, micros * 1_000 + 60), micros + " µs");
        }
        assertEquals(990, between(0, 900));
        // The ones that began a period or more after their arrival: those of 9 to 1 µs.
        assertEquals(9, outcome.late());
        assertEquals(0.009, outcome.lateShare(), 1e-12);
    }

    @Test
    void aRateThatIsALittleTooHighIsNotSustained() {
        OpenLoop.Outcome outcome = run(1_000, clock.taking(1_100));
        assertEquals(1_000, outcome.served());
        assertTrue(outcome.late() > 900, Integer.toString(outcome.late()));
        assertFalse(outcome.isSustained());
        assertEquals(1e9 / 1_103, outcome.servedPerSecond(), 2_000);
    }

    /** After twice the schedule's time the rest is given up. */
    @Test
    void aRateThatIsFarTooHighIsGivenUp() {
        OpenLoop.Outcome outcome = run(1_000, clock.taking(100_000));
        assertEquals(20, outcome.served());
        assertFalse(outcome.isSustained());
        assertEquals(20, latencies.getTotalCount());
    }

    /** A rate of 1,000 a second, of which 10,000 arrived. */
    @ParameterizedTest
    @CsvSource({
        "10000, 9000, 10000, true",
        "10000, 9001, 10000, false",
        "10000, 0, 10101, true",
        "10000, 0, 10102, false",
        "5000, 0, 20000, false"
    })
    void sustainedIsWhatIsServedInTimeAndNotAllLate(int served, int late, long millis, boolean sustained) {
        OpenLoop.Outcome outcome = new OpenLoop.Outcome(new Arrivals(1_000, 10_000), served, late, millis * 1_000_000);
        assertEquals(sustained, outcome.isSustained());
    }
}
