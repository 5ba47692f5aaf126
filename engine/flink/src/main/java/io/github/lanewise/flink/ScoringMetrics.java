package io.github.lanewise.flink;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** What a task tells Flink's metrics, in the group {@code lanewise} of its operator. */
final class ScoringMetrics {
    final Counter scored;
    final Counter rejected;
    final Counter bundles;

    /** Events in bundles, for the mean. */
    final Counter bundled = new SimpleCounter();

    final Counter resets;
    final Counter swaps;
    final Counter rejectedModels;

    ScoringMetrics(MetricGroup operator, LongSupplier modelVersion) {
        MetricGroup group = operator.addGroup("lanewise");
        scored = group.counter("eventsScored");
        rejected = group.counter("eventsRejected");
        bundles = group.counter("bundles");
        resets = group.counter("idleResets");
        swaps = group.counter("modelSwaps");
        rejectedModels = group.counter("modelsRejected");
        group.meter("eventsScoredPerSecond", new MeterView(scored));
        group.gauge("modelVersion", (Gauge<Long>) modelVersion::getAsLong);
        group.gauge("meanBundleSize", (Gauge<Double>) this::meanBundleSize);
    }

    private double meanBundleSize() {
        return bundles.getCount() == 0 ? 0 : (double) bundled.getCount() / bundles.getCount();
    }
}
