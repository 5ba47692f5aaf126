package io.github.lanewise.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** One task of a scoring, in Flink's harness: no cluster, time by hand. */
final class Harness implements AutoCloseable {
    private final KeyedScoring<Reading, Scored> scoring;
    private final KeyedTwoInputStreamOperatorTestHarness<Integer, Reading, ModelUpdate, Scored> flink;

    private Harness(KeyedScoring<Reading, Scored> scoring, boolean reuse, @Nullable OperatorSubtaskState restored)
            throws Exception {
        this.scoring = scoring;
        flink = new KeyedTwoInputStreamOperatorTestHarness<>(
                new HotSwapOperator<>(scoring.settings()), Reading::device, null, Types.INT);
        flink.getStreamConfig()
                .setupNetworkInputs(
                        TypeInformation.of(Reading.class)
                                .createSerializer(flink.getExecutionConfig().getSerializerConfig()),
                        TypeInformation.of(ModelUpdate.class)
                                .createSerializer(flink.getExecutionConfig().getSerializerConfig()));
        if (reuse) {
            flink.getExecutionConfig().enableObjectReuse();
        }
        flink.getStreamConfig().serializeAllConfigs();
        flink.setup();
        if (restored != null) {
            flink.initializeState(restored);
        }
        flink.open();
    }

    static Harness open(KeyedScoring<Reading, Scored> scoring) throws Exception {
        return new Harness(scoring, false, null);
    }

    static Harness openReusing(KeyedScoring<Reading, Scored> scoring) throws Exception {
        return new Harness(scoring, true, null);
    }

    static Harness restore(KeyedScoring<Reading, Scored> scoring, OperatorSubtaskState from) throws Exception {
        return new Harness(scoring, false, from);
    }

    void event(Reading reading) throws Exception {
        flink.processElement1(new StreamRecord<>(reading));
    }

    void event(Reading reading, long timestamp) throws Exception {
        flink.processElement1(new StreamRecord<>(reading, timestamp));
    }

    void model(ModelUpdate update) throws Exception {
        flink.processElement2(new StreamRecord<>(update));
    }

    void watermark(long time) throws Exception {
        flink.processWatermark1(new Watermark(time));
    }

    void processingTime(long time) throws Exception {
        flink.setProcessingTime(time);
    }

    /** As a checkpoint does: what waits goes first. */
    OperatorSubtaskState snapshot() throws Exception {
        flink.prepareSnapshotPreBarrier(1);
        return flink.snapshot(1, 1);
    }

    /** A checkpoint that has begun, and has nothing on paper yet. */
    OperatorSnapshotFutures begin() throws Exception {
        flink.prepareSnapshotPreBarrier(1);
        return flink.getOperator()
                .snapshotState(
                        1,
                        1,
                        CheckpointOptions.forCheckpointWithDefaultLocation(),
                        new MemCheckpointStreamFactory(1 << 20));
    }

    static OperatorSubtaskState finish(OperatorSnapshotFutures begun) throws Exception {
        return OperatorSnapshotFinalizer.create(begun).getJobManagerOwnedState();
    }

    void idle() throws Exception {
        flink.processWatermarkStatus1(WatermarkStatus.IDLE);
    }

    /** What a source of models may say of time. */
    void modelsAt(long time) throws Exception {
        flink.processWatermark2(new Watermark(time));
        flink.processWatermarkStatus2(WatermarkStatus.IDLE);
        flink.processWatermarkStatus2(WatermarkStatus.ACTIVE);
    }

    void end() throws Exception {
        flink.endAllInputs();
        flink.getOperator().finish();
    }

    /** What has come out since the last call, watermarks included. */
    List<Object> take() {
        List<Object> taken = new ArrayList<>();
        for (Object element; (element = flink.getOutput().poll()) != null; ) {
            taken.add(element instanceof StreamRecord<?> record ? record.getValue() : element);
        }
        return taken;
    }

    /** The timestamps of what has come out. */
    List<Long> takeTimestamps() {
        List<Long> taken = new ArrayList<>();
        for (Object element; (element = flink.getOutput().poll()) != null; ) {
            if (element instanceof StreamRecord<?> record && record.hasTimestamp()) {
                taken.add(record.getTimestamp());
            }
        }
        return taken;
    }

    List<Rejected<Reading>> rejectedEvents() {
        return values(flink.getSideOutput(scoring.rejectedEvents()));
    }

    List<Rejected<ModelUpdate>> rejectedModels() {
        return values(flink.getSideOutput(scoring.rejectedModels()));
    }

    private static <T> List<T> values(@Nullable Iterable<StreamRecord<T>> records) {
        List<T> values = new ArrayList<>();
        if (records != null) {
            records.forEach(record -> values.add(record.getValue()));
        }
        return values;
    }

    ScoringMetrics metrics() {
        return ((ScoringOperator<?, ?>) flink.getOperator()).measured();
    }

    int keys() {
        return flink.numKeyedStateEntries();
    }

    int eventTimeTimers() {
        return flink.numEventTimeTimers();
    }

    @Override
    public void close() {
        try {
            flink.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the task", e);
        }
    }
}
