package io.github.lanewise.serving.micrometer;

import io.github.lanewise.serving.ServingMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What a {@link io.github.lanewise.serving.StreamExecutor} does, in a Micrometer registry. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>what it says</th></tr>
 * <tr><td>{@code lanewise.step}</td><td>timer: from the submission of a row to its result, with a histogram where the registry has
 *     one</td></tr>
 * <tr><td>{@code lanewise.batch}</td><td>timer: one micro-batch</td></tr>
 * <tr><td>{@code lanewise.batch.rows}</td><td>summary: rows of a micro-batch</td></tr>
 * <tr><td>{@code lanewise.waiting.rows}</td><td>summary: rows that wait at a worker after a micro-batch</td></tr>
 * <tr><td>{@code lanewise.rows.lost}</td><td>counter: rows without a step, by {@code reason}: {@code rejected}, {@code expired},
 *     {@code cancelled}, {@code failed}</td></tr>
 * <tr><td>{@code lanewise.states}</td><td>counter: states that left memory and came back, by {@code event}: {@code evicted}, {@code
 *     restored}</td></tr>
 * </table>
 */
public final class MicrometerMetrics implements ServingMetrics {
    private final Timer steps;
    private final Timer batches;
    private final DistributionSummary rows;
    private final DistributionSummary waitingRows;
    private final Counter rejected;
    private final Counter expired;
    private final Counter cancelled;
    private final Counter failed;
    private final Counter evicted;
    private final Counter restored;

    /**
     * Registers the meters.
     *
     * @param registry where
     * @param tags of all of them, the name of the model, say; key, value, key, value
     */
    public MicrometerMetrics(MeterRegistry registry, String... tags) {
        Tags all = Tags.of(tags);
        steps = Timer.builder("lanewise.step")
                .description("from the submission of a row to its result")
                .publishPercentileHistogram()
                .tags(all)
                .register(registry);
        batches = Timer.builder("lanewise.batch")
                .description("one micro-batch")
                .tags(all)
                .register(registry);
        rows = summary(registry, "lanewise.batch.rows", "rows of a micro-batch", all);
        waitingRows = summary(registry, "lanewise.waiting.rows", "rows that wait at a worker", all);
        rejected = lost(registry, "rejected", all);
        expired = lost(registry, "expired", all);
        cancelled = lost(registry, "cancelled", all);
        failed = lost(registry, "failed", all);
        evicted = states(registry, "evicted", all);
        restored = states(registry, "restored", all);
    }

    private static DistributionSummary summary(MeterRegistry registry, String name, String description, Tags tags) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit("rows")
                .tags(tags)
                .register(registry);
    }

    private static Counter lost(MeterRegistry registry, String reason, Tags tags) {
        return Counter.builder("lanewise.rows.lost")
                .description("rows without a step")
                .tags(tags.and("reason", reason))
                .register(registry);
    }

    private static Counter states(MeterRegistry registry, String event, Tags tags) {
        return Counter.builder("lanewise.states")
                .description("states that left memory and came back")
                .tags(tags.and("event", event))
                .register(registry);
    }

    @Override
    public void batch(int batchRows, int waiting, long nanos) {
        batches.record(nanos, TimeUnit.NANOSECONDS);
        rows.record(batchRows);
        waitingRows.record(waiting);
    }

    @Override
    public void step(long nanos) {
        steps.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void rejected() {
        rejected.increment();
    }

    @Override
    public void expired() {
        expired.increment();
    }

    @Override
    public void cancelled() {
        cancelled.increment();
    }

    @Override
    public void failed() {
        failed.increment();
    }

    @Override
    public void evicted() {
        evicted.increment();
    }

    @Override
    public void restored() {
        restored.increment();
    }
}
