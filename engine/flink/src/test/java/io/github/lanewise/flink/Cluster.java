package io.github.lanewise.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A real cluster within the JVM: task managers with one slot each. */
final class Cluster implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private final MiniCluster flink;

    Cluster(int taskManagers) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        flink = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
        flink.start();
    }

    /** An environment whose jobs checkpoint often and are restarted after a failure. */
    static StreamExecutionEnvironment environment(int parallelism) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(16);
        return env;
    }

    JobID submit(StreamExecutionEnvironment env) throws Exception {
        return submit(env, null);
    }

    JobID submit(StreamExecutionEnvironment env, @Nullable String savepoint) throws Exception {
        JobGraph graph = env.getStreamGraph().getJobGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        }
        return flink.submitJob(graph).get().getJobID();
    }

    JobResult finish(JobID job) throws Exception {
        return flink.requestJobResult(job).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    String stopWithSavepoint(JobID job, Path folder) throws Exception {
        String savepoint = flink.stopWithSavepoint(job, folder.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        finish(job);
        return Objects.requireNonNull(savepoint);
    }

    int completedCheckpoints(JobID job) {
        try {
            return (int)
                    Objects.requireNonNull(flink.getExecutionGraph(job).get().getCheckpointStatsSnapshot())
                            .getCounts()
                            .getNumberOfCompletedCheckpoints();
        } catch (Exception _) {
            return 0; // the job has not begun
        }
    }

    /** Ends one task manager, whose tasks fail, and starts another. */
    void replaceTaskManager(int index) throws Exception {
        flink.terminateTaskManager(index).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        flink.startTaskManager();
    }

    @Override
    public void close() {
        try {
            flink.closeAsync().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("closing the cluster", e);
        }
    }
}
