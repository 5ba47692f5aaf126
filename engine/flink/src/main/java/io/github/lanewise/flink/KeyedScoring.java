package io.github.lanewise.flink;

import io.github.lanewise.SwapMode;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.ClosureCleaner;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Scores each event of a keyed stream by a recurrent model, with one state for each key.
 *
 * <pre>{@code
 * KeyedScoring<Reading, Alert> scoring = KeyedScoring.builder(Reading.class, Alert.class)
 *         .model(ModelUpdate.ofFile(1, Path.of("model.safetensors"), SwapMode.CARRY_OVER))
 *         .row(Reading::values)
 *         .result((reading, output, version) -> new Alert(reading.device(), output[0]))
 *         .build();
 * DataStream<Alert> alerts = scoring.apply(readings.keyBy(Reading::device));
 * }</pre>
 *
 * <p>Results are the same bits as those of each key's rows in a {@link io.github.lanewise.Session} of their own, whichever keys share
 * a task, and after a failure, a savepoint or a rescaling too. Two things are outside of that: when a model arrives between two events,
 * and the clock of idle keys by processing time. Rows of one key take their steps in the order in which they arrive. Immutable.
 *
 * <p>The JVMs of the task managers need {@code --add-modules jdk.incubator.vector}, for instance by
 * {@code env.java.opts.taskmanager}; without it scalar code computes the same bits.
 *
 * @param <IN> the events
 * @param <OUT> the results
 */
public final class KeyedScoring<IN, OUT> {
    private static final String NAME = "Lanewise";

    private final ScoringSettings<IN, OUT> settings;

    private KeyedScoring(ScoringSettings<IN, OUT> settings) {
        this.settings = settings;
    }

    /**
     * Begins to describe a scoring.
     *
     * @param <IN> the events
     * @param <OUT> the results
     * @param events their class, as Flink's type extraction reads it
     * @param results their class, likewise
     * @return a builder
     */
    public static <IN, OUT> Builder<IN, OUT> builder(Class<IN> events, Class<OUT> results) {
        return builder(TypeInformation.of(events), TypeInformation.of(results));
    }

    /**
     * Begins to describe a scoring, of types that a class does not say.
     *
     * @param <IN> the events
     * @param <OUT> the results
     * @param events their type
     * @param results their type
     * @return a builder
     */
    public static <IN, OUT> Builder<IN, OUT> builder(TypeInformation<IN> events, TypeInformation<OUT> results) {
        return new Builder<>(events, results);
    }

    /**
     * Scores a stream by the builder's model.
     *
     * @param <K> the keys
     * @param events keyed by what a state belongs to
     * @return the results, with the timestamps of their events; give the operator a {@code uid}, as Flink advises
     */
    public <K> SingleOutputStreamOperator<OUT> apply(KeyedStream<IN, K> events) {
        return events.transform(NAME, settings.resultType(), new OneModelOperator<>(settings));
    }

    /**
     * Scores a stream by the builder's model until another one arrives. Every task gets every update. Each event is scored by one model,
     * and the result says by which. Tasks change over independently of each other, between two events.
     *
     * @param <K> the keys
     * @param events keyed by what a state belongs to
     * @param updates models with growing versions, from one task (a source of parallelism 1, say), so that all tasks get them in the
     *     same order; they have no say in event time. A batch job gets them before its first event
     * @return the results, with the timestamps of their events; give the operator a {@code uid}, as Flink advises
     */
    public <K> SingleOutputStreamOperator<OUT> apply(KeyedStream<IN, K> events, DataStream<ModelUpdate> updates) {
        return events.connect(updates.broadcast())
                .transform(NAME, settings.resultType(), new HotSwapOperator<>(settings));
    }

    /**
     * Where rejected events go with {@link BadInput#SIDE_OUTPUT}.
     *
     * @return the tag for {@code results.getSideOutput}
     */
    public OutputTag<Rejected<IN>> rejectedEvents() {
        return settings.rejectedEvents();
    }

    /**
     * Where rejected updates go with {@link BadInput#SIDE_OUTPUT}, once from each task.
     *
     * @return the tag for {@code results.getSideOutput}
     */
    public OutputTag<Rejected<ModelUpdate>> rejectedModels() {
        return settings.rejectedModels();
    }

    ScoringSettings<IN, OUT> settings() {
        return settings;
    }

    /**
     * Describes a scoring. For one thread.
     *
     * @param <IN> the events
     * @param <OUT> the results
     */
    public static final class Builder<IN, OUT> {
        private static final int BUNDLE_SIZE = 128;
        private static final int LARGEST_BUNDLE = 65_536;
        private static final Duration BUNDLE_DELAY = Duration.ofMillis(5);

        private final TypeInformation<IN> events;
        private final TypeInformation<OUT> results;
        private @Nullable ModelUpdate model;
        private @Nullable RowFunction<IN> row;
        private @Nullable ResultFunction<IN, OUT> result;
        private int bundleSize = BUNDLE_SIZE;
        private Duration bundleDelay = BUNDLE_DELAY;
        private KeyState.Clock clock = KeyState.Clock.NONE;
        private Duration idle = Duration.ZERO;
        private BadInput badInput = BadInput.FAIL;

        private Builder(TypeInformation<IN> events, TypeInformation<OUT> results) {
            this.events = Objects.requireNonNull(events, "events");
            this.results = Objects.requireNonNull(results, "results");
        }

        /**
         * The model that a new job begins with. A job that starts from a savepoint keeps the savepoint's model if that has the larger
         * version. If this one has the larger version, it takes over, as its {@link SwapMode} says. If both have the same version and
         * are different files, the job fails when it starts.
         *
         * @param value the model
         * @return this builder
         */
        public Builder<IN, OUT> model(ModelUpdate value) {
            model = Objects.requireNonNull(value, "model");
            return this;
        }

        /**
         * How events become rows.
         *
         * @param value called once for each event
         * @return this builder
         */
        public Builder<IN, OUT> row(RowFunction<IN> value) {
            row = Objects.requireNonNull(value, "row");
            return this;
        }

        /**
         * How outputs become results.
         *
         * @param value called once for each event that was scored
         * @return this builder
         */
        public Builder<IN, OUT> result(ResultFunction<IN, OUT> value) {
            result = Objects.requireNonNull(value, "result");
            return this;
        }

        /**
         * How many events take their steps together, and how long one waits for others. Events of different keys that wait together
         * share one pass over the weights. They are scored before a checkpoint, a watermark and the end of the stream, so exactly-once
         * and event time stay as they are. Unless said, 128 events and 5 ms. A batch job scores each event as it comes.
         *
         * @param size most events that go together; 1 scores each event as it comes
         * @param delay the longest wait in full milliseconds, counted from the first event of a bundle
         * @return this builder
         * @throws IllegalArgumentException if the size is not 1 to 65,536, or the delay below 1 ms or above a day
         */
        public Builder<IN, OUT> bundle(int size, Duration delay) {
            if (size < 1 || size > LARGEST_BUNDLE) {
                throw new IllegalArgumentException(
                        "bundle size: expected 1 to " + LARGEST_BUNDLE + " events, found " + size);
            }
            requireDuration("bundle delay", delay, Duration.ofDays(1));
            bundleSize = size;
            bundleDelay = delay;
            return this;
        }

        /**
         * Lets a key that has had no event for a while begin anew, and frees its state: a timer of Flink's for each key. By event time,
         * an event that is that much later than the latest one of its key begins anew even if no watermark has passed between them.
         * By processing time, the time in which a job was down counts too, so results depend on it. Unless said, a key's state stays
         * for ever.
         *
         * @param after how long, in full milliseconds
         * @param domain the clock; with event time every event needs a timestamp
         * @return this builder
         * @throws IllegalArgumentException if the time is below 1 ms, or above 100,000 days
         */
        public Builder<IN, OUT> resetIdle(Duration after, TimeDomain domain) {
            requireDuration("idle time", after, Duration.ofDays(100_000));
            idle = after;
            clock = Objects.requireNonNull(domain, "domain") == TimeDomain.EVENT_TIME
                    ? KeyState.Clock.EVENT_TIME
                    : KeyState.Clock.PROCESSING_TIME;
            return this;
        }

        /**
         * What becomes of events and updates that cannot be used; {@link BadInput#FAIL} unless said.
         *
         * @param value what becomes of them
         * @return this builder
         */
        public Builder<IN, OUT> badInput(BadInput value) {
            badInput = Objects.requireNonNull(value, "badInput");
            return this;
        }

        /**
         * The scoring.
         *
         * @return the scoring
         * @throws IllegalStateException if model, row or result are missing
         * @throws org.apache.flink.api.common.InvalidProgramException if row or result cannot be serialized
         */
        public KeyedScoring<IN, OUT> build() {
            return new KeyedScoring<>(new ScoringSettings<>(
                    required("model", model),
                    clean(required("row", row)),
                    clean(required("result", result)),
                    results,
                    bundleSize,
                    bundleDelay,
                    clock,
                    idle,
                    badInput,
                    new OutputTag<>("lanewise-rejected-events", Rejected.type(events)),
                    new OutputTag<>("lanewise-rejected-models", Rejected.type(TypeInformation.of(ModelUpdate.class)))));
        }

        private static void requireDuration(String what, Duration found, Duration most) {
            if (found.compareTo(Duration.ofMillis(1)) < 0 || found.compareTo(most) > 0) {
                throw new IllegalArgumentException(what + ": expected 1 ms to " + most + ", found " + found);
            }
        }

        private static <T> T required(String what, @Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("scoring: expected a " + what + ", found none; call " + what + "(...)");
            }
            return value;
        }

        /** Without what a lambda does not use of the object around it, which may not be serializable. */
        private static <F> F clean(F function) {
            ClosureCleaner.clean(function, ExecutionConfig.ClosureCleanerLevel.RECURSIVE, true);
            return function;
        }
    }
}
