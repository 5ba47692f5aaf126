package io.github.lanewise.bench.flink;

import io.github.lanewise.Model;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what keys and events take at a quarter and at half of a load, predicts the load from it, runs the load, and goes on to loads
 * that do not fit on this machine.
 */
@Command(
        name = "planning",
        mixinStandardHelpOptions = true,
        description = "Predicts what a load takes, and runs it on a cluster within this JVM.")
final class PlanningRun implements Callable<Integer> {
    /** A tick and its number as Flink serializes them: whether they are null, key, number, length and values; the result. */
    private static final double EVENT_BYTES =
            2 * (1 + Integer.BYTES) + 1 + Long.BYTES + PlanningJob.FEATURES * Float.BYTES + 1 + Long.BYTES;

    /** Of a key in a checkpoint, beside the saved state: version, clock, time and length, and the key. */
    private static final int KEY_BYTES = 2 * Long.BYTES + 1 + 2 * Integer.BYTES;

    private static final List<Load> PLANNED = List.of(new Load(10_000_000, 1), new Load(1_000_000, 100));
    private static final Duration PLANNED_INTERVAL = Duration.ofMinutes(1);

    @Option(names = "--keys", description = "Keys (default: ${DEFAULT-VALUE})")
    private long keys = 100_000;

    @Option(names = "--rate", description = "Events a second of each key (default: ${DEFAULT-VALUE})")
    private double perKey = 1;

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
        out.println(load + ", LSTM of " + PlanningJob.FEATURES + " features and " + units + " units, " + tasks
                + " tasks, " + backend + "; " + Machine.processor());
        Path folder = Files.createTempDirectory("checkpoints");
        Configuration options = new Configuration();
        options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        PlanningJob job = new PlanningJob(units, backend, tasks, Duration.ofSeconds(interval), folder);
        try (LocalCluster cluster = new LocalCluster(tasks, "0", options)) {
            run(new JobProbe(cluster, job, Duration.ofSeconds(seconds)), job, load, out);
            return 0;
        } finally {
            delete(folder);
        }
    }

    private void run(JobProbe probe, PlanningJob job, Load load, PrintStream out) throws Exception {
        Plan plan = plan(probe, job, load, out);
        try (JobProbe.Running running = probe.run(load)) {
            JobProbe.Usual usual = running.usual();
            JobProbe.Failure failure = running.failure();
            out.println();
            out.print(check(plan, usual, failure).toMarkdown());
        }
        out.println();
        out.print(planned(plan).toMarkdown());
    }

    /** From a job without a limit, one of a few keys that fails, a quarter of the load, and half of it. */
    private static Plan plan(JobProbe probe, PlanningJob job, Load load, PrintStream out) throws Exception {
        JobProbe.Usual most = usual(probe.runWithoutLimit(load));
        out.println("As many events as it can take: " + plain(most.eventsPerSecond()) + " a second, "
                + Figures.significant(most.cpuMicros()) + " us of a core each");
        Duration restart;
        try (JobProbe.Running running = probe.run(new Load(100, 10))) {
            restart = Duration.ofMillis((long) (1e3 * running.failure().downSeconds()));
        }
        out.println("A restart without states: " + Figures.significant(restart.toMillis() / 1e3) + " s");
        JobProbe.Usual quarter = part(probe, load.part(4), out);
        JobProbe.Usual half = part(probe, load.part(2), out);
        double tasks = job.tasks();
        return new Plan(
                load,
                job.tasks(),
                savedBytes(job) + KEY_BYTES,
                EVENT_BYTES,
                Line.through(
                        load.part(4).eventsPerSecond() / tasks,
                        quarter.cores() / tasks,
                        load.part(2).eventsPerSecond() / tasks,
                        half.cores() / tasks),
                most.eventsPerSecond() / tasks,
                Line.through(
                        load.part(4).keys() / tasks,
                        quarter.checkpointSeconds(),
                        load.part(2).keys() / tasks,
                        half.checkpointSeconds()),
                restart,
                job.interval());
    }

    private static JobProbe.Usual usual(JobProbe.Running running) throws Exception {
        try (running) {
            return running.usual();
        }
    }

    private static JobProbe.Usual part(JobProbe probe, Load load, PrintStream out) throws Exception {
        JobProbe.Usual usual = usual(probe.run(load));
        out.println(load + ": " + Figures.significant(usual.cores()) + " cores, checkpoints of "
                + Figures.significant(usual.checkpointSeconds()) + " s");
        return usual;
    }

    private static int savedBytes(PlanningJob job) {
        try (Model model = Model.of(job.model())) {
            return model.newState().savedBytes();
        }
    }

    private static Table check(Plan plan, JobProbe.Usual usual, JobProbe.Failure failure) {
        return new Table(plan.load().toString(), "predicted", "measured")
                .row("events a second", plain(plan.load().eventsPerSecond()), plain(usual.eventsPerSecond()))
                .row("busy cores", Figures.significant(plan.busyCores()), Figures.significant(usual.cores()))
                .row(
                        "checkpoint, MB",
                        Figures.significant(plan.checkpointBytes() / 1e6),
                        Figures.significant(usual.checkpointBytes() / 1e6))
                .row(
                        "checkpoint, s",
                        Figures.significant(plan.checkpointSeconds()),
                        Figures.significant(usual.checkpointSeconds()))
                .row(
                        "without results after a failure, s",
                        Figures.significant(plan.downSeconds()),
                        Figures.significant(failure.downSeconds()))
                .row(
                        "until results are on time again, s",
                        Figures.significant(plan.lateSeconds()),
                        Figures.significant(failure.lateSeconds()));
    }

    /** With tasks that get half of the events that they could take. */
    private static Table planned(Plan measured) {
        Table table = new Table(
                "load",
                "events/s",
                "busy cores",
                "tasks",
                "states, GB",
                "network, MB/s",
                "checkpoint, s",
                "down, s",
                "late, s");
        for (Load load : PLANNED) {
            int tasks = (int) Math.ceil(load.eventsPerSecond() / (measured.mostPerTask() / 2));
            Plan plan = measured.of(load, tasks, PLANNED_INTERVAL);
            table.row(
                    load.toString(),
                    plain(load.eventsPerSecond()),
                    Figures.significant(plan.busyCores()),
                    plain(tasks),
                    Figures.significant(plan.checkpointBytes() / 1e9),
                    plain(plan.networkBytesPerSecond() / 1e6),
                    Figures.significant(plan.checkpointSeconds()),
                    Figures.significant(plan.downSeconds()),
                    Figures.significant(plan.lateSeconds()));
        }
        return table;
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
