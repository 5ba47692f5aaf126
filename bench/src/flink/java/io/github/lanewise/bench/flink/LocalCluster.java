package io.github.lanewise.bench.flink;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster within this JVM: a job manager with its web UI, and task managers with a slot each. */
final class LocalCluster implements AutoCloseable {
    private static final int TRIES = 600;
    private static final Duration RESTART_DELAY = Duration.ofMillis(100);

    private final MiniCluster flink;
    private int killed;

    /** Ports as Flink reads them: one, several, a range. */
    LocalCluster(int taskManagers, String ports, Configuration options) throws Exception {
        Configuration configuration = new Configuration(options);
        configuration.set(RestOptions.BIND_PORT, ports);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, 1);
        flink = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .build());
        flink.start();
    }

    /** An environment whose jobs are restarted at once after a failure, with as many tasks as there are task managers. */
    static StreamExecutionEnvironment environment(int parallelism, Configuration options) {
        Configuration configuration = new Configuration(options);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, TRIES);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, RESTART_DELAY);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        return env;
    }

    /** Where the web UI is. */
    URI address() throws InterruptedException, ExecutionException {
        return flink.getRestAddress().get();
    }

    JobID submit(StreamExecutionEnvironment env) throws InterruptedException, ExecutionException {
        return flink.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
    }

    /** Refuses to wait for a job that has ended. */
    void requireRunning(JobID job) throws InterruptedException, ExecutionException {
        JobStatus status = flink.getJobStatus(job).get();
        if (status.isTerminalState()) {
            throw new IllegalStateException("the job: expected it to run, found it " + status);
        }
    }

    /** Waits for a job to end. */
    void finish(JobID job) throws Exception {
        JobResult result = flink.requestJobResult(job).get();
        result.toJobExecutionResult(LocalCluster.class.getClassLoader()); // throws what the job has failed of
    }

    void cancel(JobID job) {
        flink.cancelJob(job).join();
        flink.requestJobResult(job).join();
    }

    /** What Flink knows of a job's checkpoints. */
    CheckpointStatsSnapshot checkpoints(JobID job) throws InterruptedException, ExecutionException {
        return Objects.requireNonNull(flink.getExecutionGraph(job).get().getCheckpointStatsSnapshot());
    }

    /** Ends the oldest task manager, whose tasks fail with it, and starts another. */
    void replaceTaskManager() throws Exception {
        flink.terminateTaskManager(killed++).get(); // numbers are not given again
        flink.startTaskManager();
    }

    @Override
    public void close() {
        flink.closeAsync().join();
    }
}
