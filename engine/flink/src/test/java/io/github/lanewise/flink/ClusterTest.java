package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestJob.DEVICES;
import static io.github.lanewise.flink.TestJob.EVENTS;
import static io.github.lanewise.flink.TestJob.assertFinished;
import static io.github.lanewise.flink.TestJob.assertResultsFrom;
import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.SwapMode;
import io.github.lanewise.flink.TestModels.Alone;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real cluster that are killed, stopped, rescaled and restored give every result bit for bit. */
class ClusterTest {

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void begin() {
        Recorder.clear();
        Permits.none();
    }

    @AfterEach
    void modelsAreClosed() throws Exception {
        Recorder.await("the models to be closed", () -> SharedModels.count() == 0);
    }

    @Test
    void aJobGivesEveryResult() throws Exception {
        Permits.all();
        try (Cluster cluster = new Cluster(2)) {
            assertFinished(cluster.finish(cluster.submit(TestJob.of(2))));
        }
        assertResultsFrom(0);
    }

    /** In a batch job Flink sorts the events by key, and has the state of one key at a time. */
    @Test
    void aBatchJobGivesEveryResult() throws Exception {
        Permits.all();
        try (Cluster cluster = new Cluster(2)) {
            StreamExecutionEnvironment env = TestJob.of(2);
            env.setRuntimeMode(RuntimeExecutionMode.BATCH);
            assertFinished(cluster.finish(cluster.submit(env)));
        }
        assertResultsFrom(0);
    }

    @Test
    void aTaskManagerThatIsKilledChangesNoBit() throws Exception {
        try (Cluster cluster = new Cluster(2)) {
            Permits.allow(EVENTS / 2);
            JobID job = cluster.submit(TestJob.of(2));
            Recorder.await(
                    "a checkpoint in mid-stream",
                    () -> Recorder.size() > EVENTS / 4 && cluster.completedCheckpoints(job) > 0);
            cluster.replaceTaskManager(0);
            Permits.all();
            assertFinished(cluster.finish(job));
        }
        assertResultsFrom(0);
    }

    @Test
    void aSavepointGoesOnWithMoreAndWithFewerTasks() throws Exception {
        try (Cluster cluster = new Cluster(2)) {
            String savepoint = null;
            for (int parallelism : new int[] {1, 2}) {
                Permits.allow(EVENTS / 3);
                int enough = Recorder.size() + EVENTS / 4;
                JobID job = cluster.submit(TestJob.of(parallelism), savepoint);
                Recorder.await(enough + " results", () -> Recorder.size() >= enough);
                savepoint = cluster.stopWithSavepoint(job, folder);
            }
            Permits.all();
            assertFinished(cluster.finish(cluster.submit(TestJob.of(1), savepoint)));
        }
        assertResultsFrom(0);
    }

    /** A savepoint that the first version wrote. */
    @Test
    void aSavepointOfTheFirstVersionGoesOn() throws Exception {
        Permits.all();
        try (Cluster cluster = new Cluster(2)) {
            Path golden = Path.of("src/test/resources/savepoint-version-1");
            assertFinished(
                    cluster.finish(cluster.submit(TestJob.of(2), golden.toUri().toString())));
        }
        int first = EVENTS - Recorder.size();
        assertTrue(first > EVENTS / 2 && first < EVENTS, "the savepoint was taken after " + first + " events");
        assertResultsFrom(first);
    }

    /** Makes what the test above reads: only for a new form of the states, beside the old one. */
    @Test
    @EnabledIfSystemProperty(named = "lanewise.savepoint", matches = ".+")
    void writesASavepoint() throws Exception {
        try (Cluster cluster = new Cluster(1)) {
            Permits.allow(EVENTS * 2 / 3);
            JobID job = cluster.submit(TestJob.of(1));
            Recorder.await("half of the results", () -> Recorder.size() > EVENTS / 2);
            cluster.stopWithSavepoint(job, Path.of(System.getProperty("lanewise.savepoint")));
        }
    }

    /** Each device goes on from its state with the new model, at whatever event that has reached its task. */
    @Test
    void aModelIsSwappedUnderLoad() throws Exception {
        try (Cluster cluster = new Cluster(2)) {
            StreamExecutionEnvironment env = Cluster.environment(2);
            DataStream<ModelUpdate> updates = env.fromSource(
                            new DataGeneratorSource<>(
                                    index -> update(2 + index, SwapMode.CARRY_OVER),
                                    2,
                                    RateLimiterStrategy.perSecond(2),
                                    TypeInformation.of(ModelUpdate.class)),
                            WatermarkStrategy.noWatermarks(),
                            "models")
                    .uid("models")
                    .setParallelism(1);
            JobID job = cluster.submit(TestJob.of(env, updates));
            Recorder.await("every device to be scored by the last model", () -> {
                Permits.allow(4); // at each look, so that the events do not end before the models come
                return Recorder.devicesWith(3) == DEVICES;
            });
            Permits.all();
            assertFinished(cluster.finish(job));
        }
        assertNull(Recorder.contradictions().peek());
        assertEquals(EVENTS, Recorder.size());
        for (int device = 0; device < DEVICES; device++) {
            assertGoesThroughTheModels(device);
        }
    }

    private static void assertGoesThroughTheModels(int device) {
        Alone alone = new Alone(1);
        long version = 1;
        for (int number = 0; number < EVENTS / DEVICES; number++) {
            Scored found = Recorder.get(device, number);
            assertNotNull(found);
            while (version < found.version()) {
                alone.change(++version, SwapMode.CARRY_OVER);
            }
            assertEquals(alone.score(reading(device, number)), found);
        }
        assertEquals(
                3,
                Objects.requireNonNull(Recorder.get(device, EVENTS / DEVICES - 1))
                        .version());
    }
}
