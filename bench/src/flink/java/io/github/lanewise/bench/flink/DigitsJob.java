package io.github.lanewise.bench.flink;

import io.github.lanewise.SwapMode;
import io.github.lanewise.bench.demo.Digits;
import io.github.lanewise.flink.KeyedScoring;
import io.github.lanewise.flink.ModelUpdate;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** An LSTM reads handwritten digits on Apache Flink, row by row, with a state for each sheet. */
@Command(
        name = "digits",
        mixinStandardHelpOptions = true,
        description = "Reads handwritten digits, row by row, on a Flink cluster within this JVM.")
final class DigitsJob implements Callable<Integer> {
    @Option(names = "--passes", description = "How often the digits are sent (default: ${DEFAULT-VALUE})")
    private int passes = 20;

    @Option(names = "--rate", description = "Rows a second (default: ${DEFAULT-VALUE})")
    private double rate = 8000;

    @Option(names = "--tasks", description = "Task managers with one task each (default: ${DEFAULT-VALUE})")
    private int tasks = 2;

    @Option(names = "--ports", description = "Ports that the web UI may take (default: ${DEFAULT-VALUE})")
    private String ports = "8081-8099";

    @Option(names = "--kill", description = "Kill a task manager in mid-stream")
    private boolean kill;

    @Option(names = "--hold", description = "Keep the web UI until the process is ended")
    private boolean hold;

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Digits digits = Digits.heldOut();
        long rows = (long) passes * digits.count() * digits.rows();
        try (LocalCluster cluster = new LocalCluster(tasks, ports, new Configuration())) {
            out.println("Web UI: " + cluster.address());
            long begin = System.nanoTime();
            JobID job = cluster.submit(pipeline(rows, digits.count()));
            int killed = kill ? killInMidStream(cluster, job, rows, out) : 0;
            cluster.finish(job);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            CheckpointStatsSnapshot checkpoints = cluster.checkpoints(job);
            DigitsTable table = DigitsTable.of(digits, passes, Reader.read());
            out.println();
            out.print(table.text(took, checkpoints, killed, Reader.repeated(), Reader.changed()));
            if (hold) {
                out.println("The web UI stays at " + cluster.address() + " until this process ends.");
                Thread.sleep(Long.MAX_VALUE);
            }
            return table.isRight() && Reader.changed() == 0 ? 0 : 1;
        }
    }

    private StreamExecutionEnvironment pipeline(long rows, int sheetsOfAPass) throws Exception {
        Configuration options = new Configuration();
        options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        StreamExecutionEnvironment env = LocalCluster.environment(tasks, options);

        KeyedScoring<ScannedRow, ReadRow> scoring = KeyedScoring.builder(ScannedRow.class, ReadRow.class)
                .model(ModelUpdate.ofFile(1, Digits.model(), SwapMode.CARRY_OVER))
                .row(ScannedRow::pixels)
                .result(ReadRow::of)
                .resetIdle(Duration.ofMinutes(1), TimeDomain.EVENT_TIME) // a sheet's rows are seconds apart
                .build();

        DataStream<ScannedRow> scanned = env.fromSource(
                        new DataGeneratorSource<>(
                                new Scanner(),
                                rows,
                                RateLimiterStrategy.perSecond(rate),
                                TypeInformation.of(ScannedRow.class)),
                        WatermarkStrategy.<ScannedRow>forMonotonousTimestamps()
                                .withTimestampAssigner((scan, _) -> scan.sheet() / sheetsOfAPass * 60_000L + scan.row() * 5000L),
                        "scanner")
                .uid("scanner")
                .setParallelism(1);
        scoring.apply(scanned.keyBy(ScannedRow::sheet))
                .uid("reading")
                .name("reading")
                .sinkTo(new Reader())
                .uid("table")
                .name("table");
        return env;
    }

    private static int killInMidStream(LocalCluster cluster, JobID job, long rows, PrintStream out) throws Exception {
        while (Reader.read().size() < rows / 2) {
            cluster.requireRunning(job);
            Thread.sleep(10);
        }
        out.println("Killing a task manager after " + Reader.read().size() + " rows.");
        cluster.replaceTaskManager();
        return 1;
    }
}
