package io.github.lanewise.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Times that were recorded come out again. */
class LatencyHistogramTest {
    private static LatencyHistogram of(long... nanos) {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long time : nanos) {
            histogram.record(time);
        }
        return histogram;
    }

    @Test
    void shortTimesAreExact() {
        LatencyHistogram histogram = of(0, 1, 64, 127);
        assertEquals(
                List.of(0L, 1L, 64L, 127L),
                histogram.buckets().stream().map(LatencyHistogram.Bucket::low).toList());
        assertTrue(histogram.buckets().stream().allMatch(bucket -> bucket.low() == bucket.high()));
        assertEquals(1, histogram.percentile(50));
    }

    /** Buckets lie one behind the other, up to the longest time. */
    @Test
    void everyTimeIsInItsBucket() {
        for (int bit = 0; bit < 40; bit++) {
            for (long nanos : new long[] {1L << bit, (1L << bit) + 1, (2L << bit) - 1}) {
                LatencyHistogram.Bucket bucket = of(nanos).buckets().getFirst();
                assertTrue(bucket.low() <= nanos && nanos <= bucket.high(), nanos + " in " + bucket);
                assertTrue(bucket.high() - bucket.low() <= bucket.low() / 64.0, bucket::toString);
            }
        }
    }

    @Test
    void percentilesAreNearThoseOfTheTimesThemselves() {
        SplittableRandom random = new SplittableRandom(1);
        long[] nanos = random.doubles(10_000, 3, 18)
                .mapToLong(power -> (long) Math.exp(power))
                .toArray();
        LatencyHistogram histogram = of(nanos);
        Arrays.sort(nanos);
        for (double percent : new double[] {1, 50, 90, 99, 99.9, 99.99}) {
            double expected = nanos[(int) Math.round(percent / 100 * nanos.length) - 1];
            assertEquals(expected, histogram.percentile(percent), 0.008 * expected, percent + " %");
        }
        assertEquals(nanos[nanos.length - 1], histogram.max());
        assertEquals(10_000, histogram.total());
    }

    @Test
    void noPercentileBeyondWhichThereIsNothing() {
        long[] nanos = new long[999];
        assertEquals(Double.NaN, of(nanos).percentile(99.9));
        assertEquals(0, of(nanos).percentile(99));
        assertEquals(0, of(new long[1000]).percentile(99.9));
        assertEquals(Double.NaN, of().percentile(50));
    }

    @Test
    void lessThanNothingAndMoreThanItHasRoomFor() {
        LatencyHistogram histogram = of(-5, Long.MAX_VALUE);
        assertEquals(0, histogram.buckets().getFirst().low());
        assertEquals((1L << 40) - 1, histogram.max());
        assertEquals(histogram.max(), histogram.buckets().getLast().high());
    }
}
