package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.scoring;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.flink.TestModels.Alone;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of the cluster's tests: devices take turns, and each result is known from the device's own stream. */
final class TestJob {
    static final int DEVICES = 40;
    static final int EVENTS = 6000;

    private TestJob() {}

    static StreamExecutionEnvironment of(int parallelism) throws IOException {
        StreamExecutionEnvironment env = Cluster.environment(parallelism);
        record(watching().apply(readings(env).keyBy(Reading::device)));
        return env;
    }

    /** The same with models that arrive while it runs. */
    static StreamExecutionEnvironment of(StreamExecutionEnvironment env, DataStream<ModelUpdate> updates)
            throws IOException {
        record(watching().apply(readings(env).keyBy(Reading::device), updates));
        return env;
    }

    /** A device's events are a second apart. */
    private static DataStream<Reading> readings(StreamExecutionEnvironment env) {
        return env.fromSource(
                        new DataGeneratorSource<>(
                                index -> reading((int) (index % DEVICES), (int) (index / DEVICES)),
                                EVENTS,
                                new Permits(),
                                TypeInformation.of(Reading.class)),
                        WatermarkStrategy.<Reading>forMonotonousTimestamps()
                                .withTimestampAssigner((reading, _) -> reading.number() * 1000L + reading.device()),
                        "readings")
                .uid("readings")
                .setParallelism(1);
    }

    private static KeyedScoring<Reading, Scored> watching() throws IOException {
        return scoring(1)
                .bundle(50, Duration.ofMillis(500)) // so long that most checkpoints find events that wait
                .resetIdle(Duration.ofSeconds(10), TimeDomain.EVENT_TIME)
                .build();
    }

    private static void record(SingleOutputStreamOperator<Scored> results) {
        results.uid("scoring").sinkTo(new Recorder()).uid("recorder");
    }

    static void assertFinished(JobResult result) {
        assertTrue(
                result.isSuccess(),
                () -> "the job failed: " + result.getSerializedThrowable().orElse(null));
    }

    /** Every result from an event on, those that were repeated included, is that of the device's own stream. */
    static void assertResultsFrom(int first) {
        assertNull(Recorder.contradictions().peek());
        Alone alone = new Alone(1);
        for (int i = 0; i < EVENTS; i++) {
            Reading reading = reading(i % DEVICES, i / DEVICES);
            Scored expected = alone.score(reading);
            if (i >= first) {
                assertEquals(expected, Recorder.get(reading.device(), reading.number()));
            }
        }
        assertEquals(EVENTS - first, Recorder.size());
    }
}
