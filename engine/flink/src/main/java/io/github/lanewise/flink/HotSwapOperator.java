package io.github.lanewise.flink;

import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Scores events by the latest model that has arrived. Event time is that of the events: models come without watermarks, for which
 * Flink would wait.
 *
 * @param <IN> the events
 * @param <OUT> the results
 */
final class HotSwapOperator<IN, OUT> extends ScoringOperator<IN, OUT>
        implements TwoInputStreamOperator<IN, ModelUpdate, OUT> {
    private static final long serialVersionUID = 1L;

    HotSwapOperator(ScoringSettings<IN, OUT> settings) {
        super(settings);
    }

    @Override
    public void processElement1(StreamRecord<IN> event) throws Exception {
        score(event);
    }

    @Override
    public void processElement2(StreamRecord<ModelUpdate> update) throws Exception {
        change(update.getValue());
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {
        // Models have no say in event time.
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int index) throws Exception {
        if (index == 0) {
            processWatermarkStatus(status);
        }
    }
}
