package io.github.lanewise.flink;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows and timestamps of events, and refuses what would spoil a state.
 *
 * @param <IN> the events
 */
final class EventReader<IN> {
    private final RowFunction<IN> function;
    private final boolean needsTimestamp;

    EventReader(ScoringSettings<IN, ?> settings) {
        function = settings.row();
        needsTimestamp = settings.clock() == KeyState.Clock.EVENT_TIME;
    }

    /** Null where there is none. A source without timestamps gives its events the smallest one. */
    static @Nullable Long timestamp(StreamRecord<?> record) {
        return record.hasTimestamp() && record.getTimestamp() != Long.MIN_VALUE ? record.getTimestamp() : null;
    }

    /** The features of an event, in an array of its own. */
    float[] row(StreamRecord<IN> record, int inputSize) throws BadEventException, InterruptedException {
        if (needsTimestamp && timestamp(record) == null) {
            throw new BadEventException(
                    "timestamp: expected one, because idle keys are told by event time, found none; assign timestamps and watermarks",
                    null);
        }
        float[] row = row(record.getValue());
        if (row.length != inputSize) {
            throw new BadEventException("row: expected " + inputSize + " features, found " + row.length, null);
        }
        for (int i = 0; i < row.length; i++) {
            if (!Float.isFinite(row[i])) {
                throw new BadEventException(
                        "row, feature " + i + ": expected a finite number, found " + row[i]
                                + "; a state that has seen NaN is NaN for ever",
                        null);
            }
        }
        return row;
    }

    private float[] row(IN event) throws BadEventException, InterruptedException {
        try {
            return function.row(event).clone();
        } catch (InterruptedException e) {
            throw e; // the task is being cancelled
        } catch (Exception e) {
            throw new BadEventException("row of the event: " + e, e);
        }
    }
}
