package io.github.lanewise.flink;

import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Scores events by one model.
 *
 * @param <IN> the events
 * @param <OUT> the results
 */
final class OneModelOperator<IN, OUT> extends ScoringOperator<IN, OUT> implements OneInputStreamOperator<IN, OUT> {
    private static final long serialVersionUID = 1L;

    OneModelOperator(ScoringSettings<IN, OUT> settings) {
        super(settings);
    }

    @Override
    public void processElement(StreamRecord<IN> event) throws Exception {
        score(event);
    }
}
