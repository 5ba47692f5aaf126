package io.github.lanewise.bench.start;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.MeasuringProcess;
import io.github.lanewise.bench.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts fresh processes with the default backend and with scalar code in turns, and prints when each had its first output,
 * its worst later step, and when it was at its peak: medians, and the worst process behind the slash. All have to have
 * answered alike.
 *
 * <pre>{@code
 * ./mvnw -q -Pstart
 * taskset -c 0 ./mvnw -q -Pstart               the same where a process has one core
 * }</pre>
 *
 * <p>Exit code 0 success; 1 an answer was wrong or a process failed.
 */
public final class FirstSteps {
    private static final int PROCESSES = 5;
    private static final int SECONDS = 5;
    private static final int[][] SHAPES = {{5, 8}, {40, 64}, {128, 128}};
    private static final List<Backend> BACKENDS = List.of(Backend.SCALAR, Backend.AUTO);

    private FirstSteps() {}

    /** What a process told. */
    private record Finding(long first, long worst, long peak, long median, String checksum) {
        static Finding parse(String line) {
            String[] parts = line.split(" ", -1);
            return new Finding(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    parts[4]);
        }
    }

    /**
     * Runs.
     *
     * @param args none
     * @throws IOException if no process could be started
     * @throws InterruptedException if this thread was interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        MeasuringProcess processes = new MeasuringProcess(System.getProperty("java.class.path"), List.of(), Map.of());
        int processors = Runtime.getRuntime().availableProcessors();
        Table table = new Table("LSTM", "backend", "first output, ms", "worst later step, ms", "peak, ms", "then, µs");
        for (int[] shape : SHAPES) {
            List<List<Finding>> findings = List.of(new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < PROCESSES; i++) {
                for (int backend = 0; backend < BACKENDS.size(); backend++) {
                    findings.get(backend).add(start(processes, shape, BACKENDS.get(backend)));
                }
            }
            requireSameAnswers(shape, findings);
            for (int backend = 0; backend < BACKENDS.size(); backend++) {
                addRow(table, shape, BACKENDS.get(backend), findings.get(backend));
            }
        }
        System.out.print("From the start of the JVM, " + processors + (processors == 1 ? " core, " : " cores, ")
                + PROCESSES + " processes a row (median / worst):\n\n" + table.toText(2));
    }

    private static Finding start(MeasuringProcess processes, int[] shape, Backend backend)
            throws IOException, InterruptedException {
        List<String> lines = processes.run(
                "a start",
                StartProcess.class,
                String.valueOf(System.currentTimeMillis()),
                String.valueOf(SECONDS),
                backend.toString(),
                String.valueOf(shape[0]),
                String.valueOf(shape[1]));
        return Finding.parse(lines.getLast());
    }

    private static void requireSameAnswers(int[] shape, List<List<Finding>> findings) {
        List<String> answers = findings.stream()
                .flatMap(List::stream)
                .map(Finding::checksum)
                .distinct()
                .toList();
        if (answers.size() > 1) {
            throw new IllegalStateException("LSTM(" + shape[0] + ", " + shape[1]
                    + "): expected the same outputs from every process, found checksums " + answers);
        }
    }

    private static void addRow(Table table, int[] shape, Backend backend, List<Finding> findings) {
        table.row(
                shape[0] + "x" + shape[1],
                backend.toString(),
                figures(findings.stream().map(Finding::first), 1e6),
                figures(findings.stream().map(Finding::worst), 1e6),
                figures(findings.stream().map(Finding::peak), 1e6),
                figures(findings.stream().map(Finding::median), 1e3));
    }

    private static String figures(Stream<Long> nanos, double unit) {
        long[] sorted = nanos.mapToLong(Long::longValue).sorted().toArray();
        return figure(sorted[sorted.length / 2] / unit) + " / "
                + figure(Arrays.stream(sorted).max().orElseThrow() / unit);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
