package io.github.lanewise.serving;

import io.github.lanewise.Model;
import io.github.lanewise.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a {@link StreamExecutor} works. Not thread-safe.
 *
 * @param <K> identifies streams
 */
public final class StreamExecutorBuilder<K> {
    /** 292 years: never. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final Model model;
    private int workers = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private int queueCapacity = 1024;
    private WhenFull whenFull = WhenFull.REJECT;
    private int batchSize = 128;
    private Duration batchDelay = Duration.ZERO;
    private int maxStreams = Integer.MAX_VALUE;
    private Duration evictAfter = LONGEST;
    private StateStore<K> store = new InMemoryStateStore<>();
    private ServingMetrics metrics = ServingMetrics.NONE;
    private boolean refusesNotFinite = true;
    private final List<State> earlier = new ArrayList<>();

    StreamExecutorBuilder(Model model) {
        this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * Threads that compute, each with streams of its own; one less than there are processors unless said.
     *
     * @param count at least 1
     * @return this
     */
    public StreamExecutorBuilder<K> workers(int count) {
        workers = atLeastOne("workers", count);
        return this;
    }

    /**
     * Rows that may wait at each worker; 1024 unless said.
     *
     * @param rows at least 1
     * @return this
     */
    public StreamExecutorBuilder<K> queueCapacity(int rows) {
        queueCapacity = atLeastOne("queue capacity", rows);
        return this;
    }

    /**
     * What becomes of a row where as many wait as may; {@link WhenFull#REJECT} unless said.
     *
     * @param policy one of the two
     * @return this
     */
    public StreamExecutorBuilder<K> whenFull(WhenFull policy) {
        whenFull = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Streams that take their step together, at most; 128 unless said.
     *
     * @param streams at least 1
     * @return this
     */
    public StreamExecutorBuilder<K> batchSize(int streams) {
        batchSize = atLeastOne("batch size", streams);
        return this;
    }

    /**
     * How long a row may wait for others to go with; not at all unless said. Without waiting, rows that come while a batch is
     * computed are the next one.
     *
     * @param delay zero or more; below some 60 microseconds the operating system's timers are coarser
     * @return this
     */
    public StreamExecutorBuilder<K> batchDelay(Duration delay) {
        batchDelay = notNegative("batch delay", delay);
        return this;
    }

    /**
     * Streams that each worker keeps in memory, at most; the state of the one that was used least lately goes to the store. No bound
     * unless said.
     *
     * @param streams at least 1
     * @return this
     */
    public StreamExecutorBuilder<K> maxStreams(int streams) {
        maxStreams = atLeastOne("streams in memory", streams);
        return this;
    }

    /**
     * How long a stream may be idle before its state goes to the store; for ever unless said.
     *
     * @param time zero or more
     * @return this
     */
    public StreamExecutorBuilder<K> evictAfter(Duration time) {
        evictAfter = notNegative("time before eviction", time);
        return this;
    }

    /**
     * Where states are that are not in memory; an {@link InMemoryStateStore} unless said.
     *
     * @param value the store
     * @return this
     */
    public StreamExecutorBuilder<K> store(StateStore<K> value) {
        store = Objects.requireNonNull(value, "store");
        return this;
    }

    /**
     * Goes on with states that the store has of an earlier model, for a restart with new weights. Without this, such a state is
     * refused, and its stream's rows fail.
     *
     * @param model an earlier one with the same layers, which may be closed
     * @return this
     * @throws IllegalArgumentException if it has other layers
     */
    public StreamExecutorBuilder<K> carryOverFrom(Model model) {
        State state = model.newState();
        this.model.carryOver(state); // refuses other layers
        earlier.add(state);
        return this;
    }

    /**
     * Who is told what happens; nobody unless said.
     *
     * @param value the metrics
     * @return this
     */
    public StreamExecutorBuilder<K> metrics(ServingMetrics value) {
        metrics = Objects.requireNonNull(value, "metrics");
        return this;
    }

    /**
     * Whether rows with NaN or an infinity are refused; true unless said. A state that has seen NaN is NaN for ever.
     *
     * @param refuses false to let them through
     * @return this
     */
    public StreamExecutorBuilder<K> refuseNotFinite(boolean refuses) {
        refusesNotFinite = refuses;
        return this;
    }

    /**
     * Starts the executor.
     *
     * @return an executor that has its threads
     * @throws IllegalStateException if the model cannot step
     */
    public StreamExecutor<K> start() {
        model.newState(); // refuses a model that cannot step
        return new StreamExecutor<>(
                ModelVersion.first(model, earlier, workers),
                new ServingSettings<>(
                        workers,
                        queueCapacity,
                        whenFull,
                        batchSize,
                        batchDelay,
                        maxStreams,
                        evictAfter,
                        store,
                        metrics,
                        refusesNotFinite));
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": expected at least 1, found " + value);
        }
        return value;
    }

    private static Duration notNegative(String what, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + ": expected zero or more, found " + value);
        }
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }
}
