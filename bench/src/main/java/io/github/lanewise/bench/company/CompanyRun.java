package io.github.lanewise.bench.company;

import io.github.lanewise.bench.MeasuringProcess;
import io.github.lanewise.bench.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Starts the processes of some rows, in turns, and collects what they print. */
final class CompanyRun {
    private CompanyRun() {}

    /** Takes what has been found. */
    @FunctionalInterface
    interface Sink {
        void take(List<ProcessFinding> findings) throws IOException;
    }

    /**
     * Measures.
     *
     * @param rows which
     * @param processes how many a row
     * @param classPath of the processes
     * @param sink gets what has been found so far, after each workload: a run takes hours
     * @return what each process found, row by row
     * @throws IllegalStateException if a process failed; it has said why on the standard error stream
     */
    static List<ProcessFinding> of(List<Row> rows, int processes, String classPath, Sink sink)
            throws IOException, InterruptedException {
        // Lucene advises the system about its mapped files.
        MeasuringProcess process =
                new MeasuringProcess(classPath, List.of("--enable-native-access=ALL-UNNAMED"), Map.of());
        List<ProcessFinding> findings = new ArrayList<>();
        List<String> workloads = rows.stream().map(Row::workload).distinct().toList();
        for (String workload : workloads) {
            List<Row> own =
                    rows.stream().filter(row -> row.workload().equals(workload)).toList();
            Path expected = Files.createTempFile("lanewise-expected", ".floats");
            try {
                ExpectedOutputs.of(Row.workload(workload)).write(expected);
                for (int turn = 0; turn < processes; turn++) {
                    int done = workloads.indexOf(workload) * processes + turn + 1;
                    System.out.println(workload + ", turn " + (turn + 1) + " of " + processes + " (" + done + " of "
                            + workloads.size() * processes + ")");
                    findings.addAll(turn(Turns.rotated(own, turn), process, expected));
                }
            } finally {
                Files.delete(expected);
            }
            findings.sort(Comparator.comparingInt(finding -> rows.indexOf(finding.row())));
            sink.take(findings);
        }
        return findings;
    }

    /** A process for each row. */
    private static List<ProcessFinding> turn(List<Row> rows, MeasuringProcess process, Path expected)
            throws IOException, InterruptedException {
        List<ProcessFinding> findings = new ArrayList<>();
        for (Row row : rows) {
            List<String> lines =
                    process.run(row.name(), CompanyProcess.class, row.workload(), row.company(), expected.toString());
            findings.add(lines.stream()
                    .map(ProcessFinding::ofLine)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            row.name() + ": expected a line with what was found, found " + lines)));
        }
        return findings;
    }
}
