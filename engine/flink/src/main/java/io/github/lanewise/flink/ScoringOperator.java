package io.github.lanewise.flink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.sorted.state.BatchExecutionKeyedStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a task does with the events of its keys. Events wait in a {@link Bundle} until it is full or old, or until a checkpoint, a
 * watermark or the end of the stream comes. So nothing waits while Flink takes a snapshot, and no watermark overtakes an event.
 *
 * @param <IN> the events
 * @param <OUT> the results
 */
abstract class ScoringOperator<IN, OUT> extends AbstractStreamOperator<OUT>
        implements Triggerable<Object, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    private final ScoringSettings<IN, OUT> settings;

    private transient CurrentModel model;
    private transient EventReader<IN> reader;
    private transient BundleSteps steps;
    private transient Bundle<IN> bundle;
    private transient ScoringMetrics measured;
    private transient KeyStates states;

    /** Where upstream operators use an event again; else null. */
    private transient @Nullable TypeSerializer<IN> copier;

    private transient KeySelector<IN, ?> keySelector;
    private transient int bundleSize;

    private transient long bundleBegan;
    private transient @Nullable ScheduledFuture<?> bundleTimer;

    @SuppressWarnings("NullAway.Init") // Flink calls initializeState and open before anything else
    ScoringOperator(ScoringSettings<IN, OUT> settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        model = new CurrentModel(context.getOperatorStateStore(), settings.model());
    }

    @Override
    @SuppressWarnings("unchecked") // the selector is that of the first input
    public void open() throws Exception {
        super.open();
        measured = new ScoringMetrics(getMetricGroup(), () -> model.version());
        reader = new EventReader<>(settings);
        // A batch job has the state of the current key only, so no event may wait until another key's comes.
        bundleSize = getKeyedStateBackend() instanceof BatchExecutionKeyedStateBackend ? 1 : settings.bundleSize();
        steps = new BundleSteps(model.session(), bundleSize);
        bundle = new Bundle<>();
        keySelector = (KeySelector<IN, ?>) getStateKeySelector1();
        states = new KeyStates(
                this,
                getPartitionedState(new ValueStateDescriptor<>("lanewise-key-state", KeyStateSerializer.INSTANCE)),
                getInternalTimerService("lanewise-idle", VoidNamespaceSerializer.INSTANCE, this),
                settings);
        if (getExecutionConfig().isObjectReuseEnabled()) {
            copier = getOperatorConfig().getTypeSerializerIn(0, getUserCodeClassloader());
        }
    }

    /** What has been measured, for tests. */
    final ScoringMetrics measured() {
        return measured;
    }

    // Events

    /** Checks an event and lets it wait; the current key is its own. */
    final void score(StreamRecord<IN> record) throws Exception {
        Long timestamp = EventReader.timestamp(record);
        float[] row;
        try {
            row = reader.row(record, model.model().inputSize());
        } catch (BadEventException e) {
            reject(getCurrentKey(), record.getValue(), timestamp, e);
            return;
        }
        if (copier == null) {
            add(new BundledEvent<>(getCurrentKey(), record.getValue(), row, timestamp, seen(timestamp)));
        } else {
            IN copy = copier.copy(record.getValue());
            add(new BundledEvent<>(keySelector.getKey(copy), copy, row, timestamp, seen(timestamp)));
        }
    }

    private long seen(@Nullable Long timestamp) {
        return switch (settings.clock()) {
            case NONE -> 0;
            case EVENT_TIME -> Objects.requireNonNull(timestamp);
            case PROCESSING_TIME -> getProcessingTimeService().getCurrentProcessingTime();
        };
    }

    private void add(BundledEvent<IN> event) throws Exception {
        if (bundle.isEmpty()) {
            bundleBegan = getProcessingTimeService().getCurrentProcessingTime();
        }
        bundle.add(event);
        if (bundle.size() >= bundleSize) {
            flush();
        } else if (bundleTimer == null) {
            flushAt(bundleBegan + settings.bundleDelay().toMillis());
        }
    }

    /** One timer at a time: one for each bundle would cost more than a full bundle's events. */
    private void flushAt(long time) {
        bundleTimer = getProcessingTimeService().registerTimer(time, now -> {
            bundleTimer = null;
            long due = bundleBegan + settings.bundleDelay().toMillis();
            if (!bundle.isEmpty() && now >= due) {
                flush();
            } else if (!bundle.isEmpty()) {
                flushAt(due);
            }
        });
    }

    private void reject(Object key, IN value, @Nullable Long timestamp, BadEventException reason) {
        String whole = "event of key " + key + ": " + reason.getMessage();
        measured.rejected.inc();
        if (settings.badInput() == BadInput.FAIL) {
            throw new IllegalArgumentException(whole, reason);
        }
        output.collect(settings.rejectedEvents(), record(new Rejected<>(value, whole), timestamp));
    }

    private static <T> StreamRecord<T> record(T value, @Nullable Long timestamp) {
        return timestamp == null ? new StreamRecord<>(value) : new StreamRecord<>(value, timestamp);
    }

    // Bundles

    /** Takes the steps of all events that wait, and hands out their results in the order in which they came. */
    private void flush() throws Exception {
        if (bundle.isEmpty()) {
            return;
        }
        List<BundledKey<IN>> keys = new ArrayList<>(bundle.keys().size());
        for (BundledKey<IN> key : bundle.keys()) {
            if (states.load(key, model, steps.borrowState())) {
                keys.add(key);
            }
        }
        steps.run(keys, states.idleMillis());
        for (BundledKey<IN> key : keys) {
            if (key.advanced) {
                states.store(key, model);
            }
        }
        measured.bundles.inc();
        measured.bundled.inc(bundle.size());
        emit();
        bundle.clear();
    }

    private void emit() throws Exception {
        for (BundledEvent<IN> event : bundle.events()) {
            if (event.output == null) {
                Exception refusal = Objects.requireNonNull(event.refusal);
                reject(
                        event.key,
                        event.value,
                        event.timestamp,
                        new BadEventException(String.valueOf(refusal.getMessage()), refusal));
            } else {
                measured.scored.inc();
                output.collect(
                        record(settings.result().result(event.value, event.output, model.version()), event.timestamp));
            }
        }
    }

    // Idle keys

    @Override
    public void onEventTime(InternalTimer<Object, VoidNamespace> timer) throws Exception {
        due(timer, KeyState.Clock.EVENT_TIME);
    }

    @Override
    public void onProcessingTime(InternalTimer<Object, VoidNamespace> timer) throws Exception {
        flush();
        due(timer, KeyState.Clock.PROCESSING_TIME);
    }

    private void due(InternalTimer<Object, VoidNamespace> timer, KeyState.Clock clock) throws Exception {
        if (states.due(timer, clock)) {
            measured.resets.inc();
        }
    }

    // Models

    /** Changes to another model, after the events that wait have been scored by the current one. */
    final void change(ModelUpdate update) throws Exception {
        flush();
        try {
            if (model.change(update)) {
                steps = new BundleSteps(model.session(), bundleSize);
                measured.swaps.inc();
                LOG.info("{}: changed to {}", getOperatorName(), update);
            } else {
                LOG.info("{}: {} is the one in use; it changes nothing", getOperatorName(), update);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            measured.rejectedModels.inc();
            if (settings.badInput() == BadInput.FAIL) {
                throw e;
            }
            output.collect(
                    settings.rejectedModels(),
                    new StreamRecord<>(new Rejected<>(update, String.valueOf(e.getMessage()))));
        }
    }

    // What nothing may wait for

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    /** An idle task has no say in event time any more, so what it has to say goes first. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        flush();
        super.processWatermarkStatus(status);
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        try {
            if (model != null) {
                model.close();
            }
        } finally {
            super.close();
        }
    }
}
