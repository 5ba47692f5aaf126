package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.scoring;
import static io.github.lanewise.flink.TestModels.update;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.SwapMode;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.api.TimeDomain;
import org.junit.jupiter.api.Test;

/** Flink's metrics have the names of the documentation and count what they say. */
class ScoringMetricsTest {
    /** A group that remembers what is registered, under whole names. */
    private static final class Names extends UnregisteredMetricsGroup {
        private final String prefix;
        private final Map<String, Object> metrics;

        Names(String prefix, Map<String, Object> metrics) {
            this.prefix = prefix;
            this.metrics = metrics;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new Names(prefix + name + ".", metrics);
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            metrics.put(prefix + name, counter);
            return counter;
        }

        @Override
        public Counter counter(String name) {
            return counter(name, super.counter(name));
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            metrics.put(prefix + name, gauge);
            return gauge;
        }

        @Override
        public <M extends Meter> M meter(String name, M meter) {
            metrics.put(prefix + name, meter);
            return meter;
        }
    }

    @Test
    void haveTheirNames() {
        Map<String, Object> metrics = new TreeMap<>();
        ScoringMetrics measured = new ScoringMetrics(new Names("", metrics), () -> 7);
        assertEquals(
                "[lanewise.bundles, lanewise.eventsRejected, lanewise.eventsScored, lanewise.eventsScoredPerSecond,"
                        + " lanewise.idleResets, lanewise.meanBundleSize, lanewise.modelSwaps, lanewise.modelVersion,"
                        + " lanewise.modelsRejected]",
                metrics.keySet().toString());
        assertEquals(7L, gauge(metrics, "lanewise.modelVersion"));
        assertEquals(0.0, gauge(metrics, "lanewise.meanBundleSize"));
        measured.bundles.inc(2);
        measured.bundled.inc(5);
        assertEquals(2.5, gauge(metrics, "lanewise.meanBundleSize"));
    }

    private static Object gauge(Map<String, Object> metrics, String name) {
        return ((Gauge<?>) Objects.requireNonNull(metrics.get(name), name)).getValue();
    }

    @Test
    void countWhatHappens() throws Exception {
        try (Harness harness = Harness.open(scoring(1)
                .bundle(2, Duration.ofMillis(20))
                .resetIdle(Duration.ofMillis(100), TimeDomain.EVENT_TIME)
                .badInput(BadInput.SIDE_OUTPUT)
                .build())) {
            harness.event(reading(1, 0), 1000);
            harness.event(reading(2, 0), 1000);
            harness.event(new Reading(1, 1, new float[2]), 1000);
            harness.event(reading(1, 1), 1010);
            harness.model(update(2, SwapMode.CARRY_OVER));
            harness.model(update(1, SwapMode.CARRY_OVER));
            harness.watermark(1105);
            ScoringMetrics measured = harness.metrics();
            assertEquals(3, measured.scored.getCount());
            assertEquals(1, measured.rejected.getCount());
            assertEquals(2, measured.bundles.getCount());
            assertEquals(3, measured.bundled.getCount());
            assertEquals(1, measured.resets.getCount(), "device 2");
            assertEquals(1, measured.swaps.getCount());
            assertEquals(1, measured.rejectedModels.getCount());
        }
    }
}
