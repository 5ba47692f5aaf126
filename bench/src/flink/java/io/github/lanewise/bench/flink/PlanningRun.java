package io.github.lanewise.bench.flink;

import com.sun.management.OperatingSystemMXBean;
import io.github.lanewise.Model;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a key and an event take on a cluster in this JVM, predicts a load from it, and runs that load. */
@Command(
        name = "planning",
        mixinStandardHelpOptions = true,
        description = "Predicts what a load takes, and runs it on a cluster within this JVM.")
final class PlanningRun implements Callable<Integer> {
    /** A tick and a float as Flink serializes them: flags, key, length and values; the float. */
    private static final double EVENT_BYTES = 2 + 4 + 1 + 4 + 16 * Float.BYTES + 1 + Float.BYTES;

    /** Of a key in a checkpoint, beside the saved state: version, clock, time and length, the key, and its flag. */
    private static final int KEY_BYTES = 8 + 1 + 8 + 4 + Integer.BYTES;

    private static final double NANOS = 1e9;

    @Option(names = "--keys", description = "Keys (default: ${DEFAULT-VALUE})")
    private long keys = 100_000;

    @Option(names = "--rate", description = "Events a second of each key (default: ${DEFAULT-VALUE})")
    private double perKey = 0.5;

    @Option(names = "--units", description = "Units of the LSTM (default: ${DEFAULT-VALUE})")
    private int units = 64;

    @Option(names = "--tasks", description = "Task managers with one task each (default: ${DEFAULT-VALUE})")
    private int tasks = 2;

    @Option(names = "--backend", description = "hashmap or rocksdb (default: ${DEFAULT-VALUE})")
    private String backend = "hashmap";

    @Option(names = "--seconds", description = "How long each part is measured (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--interval", description = "Seconds between checkpoints (default: ${DEFAULT-VALUE})")
    private int interval = 5;

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Load load = new Load(keys, perKey);
        out.println(load + ", " + units + " units, " + tasks + " tasks, " + backend + "; " + Machine.processor());
        Path folder = Files.createTempDirectory("checkpoints");
        Configuration options = new Configuration();
        options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        try (LocalCluster cluster = new LocalCluster(tasks, "0", options)) {
            double cpuMicros = cpuMicros(cluster, load, folder, out);
            Plan plan = new Plan(
                    load,
                    savedBytes() + KEY_BYTES,
                    cpuMicros,
                    EVENT_BYTES,
                    Duration.ofSeconds(interval),
                    storeBytesPerSecond(folder),
                    restart(cluster, folder));
            out.println();
            out.print(measure(cluster, load, plan, folder).toMarkdown());
            return 0;
        } finally {
            delete(folder);
        }
    }

    private int savedBytes() {
        try (Model model = Model.of(PlanningJob.model(units))) {
            return model.newState().savedBytes();
        }
    }

    private JobID submit(LocalCluster cluster, Load load, boolean limited, Path folder) throws Exception {
        return cluster.submit(PlanningJob.of(
                load,
                limited,
                units,
                tasks,
                backend,
                Duration.ofSeconds(interval),
                folder.toUri().toString()));
    }

    /** Without a limit, once the kernels are warm. */
    private double cpuMicros(LocalCluster cluster, Load load, Path folder, PrintStream out) throws Exception {
        JobID job = submit(cluster, load, false, folder);
        await(CountingSink.count() + 2 * keys);
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        long count = CountingSink.count();
        Thread.sleep(Duration.ofSeconds(seconds));
        long events = CountingSink.count() - count;
        double micros = (cpuNanos() - cpu) / 1e3 / events;
        double perSecond = events * NANOS / (System.nanoTime() - begin);
        cluster.cancel(job);
        out.println("Without a limit: " + Plan.plain(Math.rint(perSecond)) + " events a second, "
                + Figures.significant(micros) + " us of a core each");
        return micros;
    }

    /** How fast the checkpoints' store takes a file of 64 MiB. */
    private static double storeBytesPerSecond(Path folder) throws Exception {
        byte[] bytes = new byte[1 << 26];
        Path file = folder.resolve("speed");
        long begin = System.nanoTime();
        Files.write(file, bytes);
        double perSecond = bytes.length * NANOS / (System.nanoTime() - begin);
        Files.delete(file);
        return perSecond;
    }

    /** From a failure to the first result, of a job with one key: no states to read. */
    private Duration restart(LocalCluster cluster, Path folder) throws Exception {
        JobID job = submit(cluster, new Load(tasks, 1000), true, folder);
        await(CountingSink.count() + 1000);
        while (cluster.checkpoints(job).getCounts().getNumberOfCompletedCheckpoints() == 0) {
            Thread.sleep(10);
        }
        Duration down = kill(cluster);
        cluster.cancel(job);
        return down;
    }

    /** How long no result came after a task manager had been killed. */
    private static Duration kill(LocalCluster cluster) throws Exception {
        long begin = System.nanoTime();
        Thread killer = Thread.ofPlatform().start(() -> {
            try {
                cluster.replaceTaskManager();
            } catch (Exception e) {
                throw new IllegalStateException("killing a task manager", e);
            }
        });
        killer.join();
        long stopped = CountingSink.count();
        await(stopped + 1);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Table measure(LocalCluster cluster, Load load, Plan plan, Path folder) throws Exception {
        JobID job = submit(cluster, load, true, folder);
        await(CountingSink.count() + 2 * keys);
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        long count = CountingSink.count();
        long done = cluster.checkpoints(job).getCounts().getNumberOfCompletedCheckpoints();
        Thread.sleep(Duration.ofSeconds(seconds));
        double took = (System.nanoTime() - begin) / NANOS;
        double cores = (cpuNanos() - cpu) / NANOS / took;
        double perSecond = (CountingSink.count() - count) / took;
        while (cluster.checkpoints(job).getCounts().getNumberOfCompletedCheckpoints() < done + 2) {
            Thread.sleep(10);
        }
        CompletedCheckpointStats checkpoint =
                cluster.checkpoints(job).getHistory().getLatestCompletedCheckpoint();
        long before = CountingSink.count();
        long killed = System.nanoTime();
        Duration down = kill(cluster);
        double caughtUp = caughtUp(load, before, killed);
        cluster.cancel(job);
        double available = Runtime.getRuntime().availableProcessors();
        return new Table("quantity", "predicted", "measured")
                .row("events a second", Plan.plain(load.eventsPerSecond()), Plan.plain(Math.rint(perSecond)))
                .row("busy cores", Figures.significant(plan.busyCores()), Figures.significant(cores))
                .row(
                        "checkpoint, MB",
                        Figures.significant(plan.checkpointBytes() / 1e6),
                        checkpoint == null ? "-" : Figures.significant(checkpoint.getStateSize() / 1e6))
                .row(
                        "checkpoint, s",
                        Figures.significant(plan.checkpointSeconds(tasks)),
                        checkpoint == null ? "-" : Figures.significant(checkpoint.getEndToEndDuration() / 1e3))
                .row(
                        "no results after a failure, s",
                        Figures.significant(plan.downSeconds(tasks)),
                        Figures.significant(down.toMillis() / 1e3))
                .row(
                        "caught up, s",
                        Figures.significant(plan.caughtUpSeconds(tasks, available)),
                        Figures.significant(caughtUp));
    }

    /** Seconds from the failure until as many results have come as without it, those that came again not counted. */
    private double caughtUp(Load load, long before, long killed) throws InterruptedException {
        double again = load.eventsPerSecond() * interval / 2.0;
        while (true) {
            double elapsed = (System.nanoTime() - killed) / NANOS;
            if (CountingSink.count() - before - again >= load.eventsPerSecond() * elapsed || elapsed > 120) {
                return elapsed;
            }
            Thread.sleep(5);
        }
    }

    private static void await(long count) throws InterruptedException {
        while (CountingSink.count() < count) {
            Thread.sleep(1);
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
