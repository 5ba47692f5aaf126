package io.github.lanewise.flink;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * What {@link KeyedScoring.Builder} has collected.
 *
 * @param <IN> the events
 * @param <OUT> the results
 * @param model the first one
 * @param row makes rows of events
 * @param result makes results of outputs
 * @param resultType of the results
 * @param bundleSize most events that go together
 * @param bundleDelay longest time that an event waits for others
 * @param clock by which keys are watched for idleness
 * @param idle after how long a key begins anew
 * @param badInput what becomes of bad input
 * @param rejectedEvents where rejected events go
 * @param rejectedModels where rejected updates go
 */
record ScoringSettings<IN, OUT>(
        ModelUpdate model,
        RowFunction<IN> row,
        ResultFunction<IN, OUT> result,
        TypeInformation<OUT> resultType,
        int bundleSize,
        Duration bundleDelay,
        KeyState.Clock clock,
        Duration idle,
        BadInput badInput,
        OutputTag<Rejected<IN>> rejectedEvents,
        OutputTag<Rejected<ModelUpdate>> rejectedModels)
        implements Serializable {}
