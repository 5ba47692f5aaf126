package io.github.lanewise.bench.flink;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;

/** Measures jobs of the planning run. */
final class JobProbe {
    private static final double NANOS = 1e9;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final LocalCluster cluster;
    private final PlanningJob job;
    private final Duration measured;

    JobProbe(LocalCluster cluster, PlanningJob job, Duration measured) {
        this.cluster = cluster;
        this.job = job;
        this.measured = measured;
    }

    /**
     * What a job did.
     *
     * @param eventsPerSecond results
     * @param cores that were busy in this process
     * @param checkpointBytes of the last checkpoint
     * @param checkpointSeconds that checkpoints took on average
     */
    record Usual(double eventsPerSecond, double cores, long checkpointBytes, double checkpointSeconds) {
        double cpuMicros() {
            return cores / eventsPerSecond * 1e6;
        }
    }

    /**
     * What a failure did.
     *
     * @param downSeconds without a result
     * @param lateSeconds from the failure until results were on time again
     */
    record Failure(double downSeconds, double lateSeconds) {}

    /** A job while it runs. */
    final class Running implements AutoCloseable {
        private final JobID id;
        private final Load load;

        private Running(Load load, double eventsPerSecond) throws Exception {
            this.load = load;
            long before = Arrivals.count();
            id = cluster.submit(
                    job.of(Math.toIntExact(load.keys()), Timetable.beginningNow(job.tasks(), eventsPerSecond)));
            while (Arrivals.count() < before + 2 * load.keys()) { // all keys have states, and kernels are warm
                cluster.requireRunning(id);
                Thread.sleep(LOOK);
            }
        }

        Usual usual() throws Exception {
            long completed = checkpoints().getCounts().getNumberOfCompletedCheckpoints();
            long cpu = cpuNanos();
            long begin = System.nanoTime();
            long count = Arrivals.count();
            Thread.sleep(measured);
            double seconds = (System.nanoTime() - begin) / NANOS;
            double cores = (cpuNanos() - cpu) / NANOS / seconds;
            double perSecond = (Arrivals.count() - count) / seconds;
            while (checkpoints().getCounts().getNumberOfCompletedCheckpoints() < completed + 2) {
                Thread.sleep(LOOK);
            }
            CompletedCheckpointStats last = checkpoints().getHistory().getLatestCompletedCheckpoint();
            if (last == null) {
                throw new IllegalStateException(load + ": expected a completed checkpoint, found none");
            }
            return new Usual(perSecond, cores, last.getStateSize(), checkpoints().getSummaryStats().getEndToEndDurationStats().getAverage() / 1e3);
        }

        /** Kills a task manager in the middle between two checkpoints. */
        Failure failure() throws Exception {
            long completed = checkpoints().getCounts().getNumberOfCompletedCheckpoints();
            while (checkpoints().getCounts().getNumberOfCompletedCheckpoints() == completed) {
                Thread.sleep(LOOK);
            }
            Thread.sleep(job.interval().dividedBy(2));
            Arrivals.takeLongestGap();
            long begin = System.nanoTime();
            cluster.replaceTaskManager();
            long count = Arrivals.count();
            boolean onTime = false;
            while (!onTime && System.nanoTime() - begin < LONGEST.toNanos()) {
                Arrivals.takeLateness();
                long arrived = Arrivals.count();
                Thread.sleep(LOOK);
                onTime = arrived > count && Arrivals.count() > arrived && Arrivals.takeLateness() < 4 * LOOK.toNanos();
            }
            return new Failure(Arrivals.takeLongestGap() / NANOS, (System.nanoTime() - begin) / NANOS);
        }

        private CheckpointStatsSnapshot checkpoints() throws Exception {
            return cluster.checkpoints(id);
        }

        @Override
        public void close() {
            cluster.cancel(id);
        }
    }

    Running run(Load load) throws Exception {
        return new Running(load, load.eventsPerSecond());
    }

    /** As many events as the job can take. */
    Running runWithoutLimit(Load load) throws Exception {
        return new Running(load, Double.POSITIVE_INFINITY);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
