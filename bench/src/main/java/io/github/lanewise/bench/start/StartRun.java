package io.github.lanewise.bench.start;

import io.github.lanewise.bench.MeasuringProcess;
import io.github.lanewise.bench.Turns;
import io.github.lanewise.bench.company.ExpectedOutputs;
import io.github.lanewise.bench.comparison.Lookup;
import io.github.lanewise.bench.comparison.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Starts the processes of some rows, in turns, and collects what they print. */
final class StartRun {
    private final String classPath;
    private final Path directory;
    private final Map<String, Path> expected = new HashMap<>();
    private final Map<String, String> graphs = new HashMap<>();

    private StartRun(String classPath, Path directory) {
        this.classPath = classPath;
        this.directory = directory;
    }

    /**
     * Measures.
     *
     * @param rows which
     * @param processes how many a row
     * @param classPath of the processes
     * @return what each process found, row by row
     * @throws IllegalStateException if a process failed; it has said why on the standard error stream
     */
    static List<StartFinding> of(List<StartRow> rows, int processes, String classPath)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("lanewise-start");
        StartRun run = new StartRun(classPath, directory);
        try {
            return run.measure(rows, processes);
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private List<StartFinding> measure(List<StartRow> rows, int processes) throws IOException, InterruptedException {
        List<StartFinding> findings = new ArrayList<>();
        List<String> places = rows.stream().map(StartRow::place).distinct().toList();
        for (String place : places) {
            List<StartRow> own =
                    rows.stream().filter(row -> row.place().equals(place)).toList();
            for (int turn = 0; turn < processes; turn++) {
                int done = places.indexOf(place) * processes + turn + 1;
                System.out.println(place + ", turn " + (turn + 1) + " of " + processes + " (" + done + " of "
                        + places.size() * processes + ")");
                for (StartRow row : Turns.rotated(own, turn)) {
                    findings.add(process(row));
                }
            }
        }
        return findings.stream()
                .sorted(Comparator.comparingInt(finding -> rows.indexOf(finding.row())))
                .toList();
    }

    private StartFinding process(StartRow row) throws IOException, InterruptedException {
        // Other engines and Lucene call native code. OpenMP reads the number of threads before any engine can be told.
        MeasuringProcess process = new MeasuringProcess(
                Cores.launcher(row.cores()),
                classPath,
                List.of("--enable-native-access=ALL-UNNAMED"),
                Map.of("OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
        String outputs = expected(row).toString();
        String graph = graph(row);
        List<String> lines = process.run(
                row.name(),
                StartProcess.class,
                row.shape(),
                row.company(),
                row.engine(),
                Integer.toString(row.cores()),
                outputs,
                graph,
                Long.toString(System.currentTimeMillis()));
        return lines.stream()
                .map(StartFinding::ofLine)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        row.name() + ": expected a line with what was found, found " + lines));
    }

    private Path expected(StartRow row) throws IOException {
        Path file = expected.get(row.shape());
        if (file == null) {
            file = directory.resolve(row.shape() + ".floats");
            ExpectedOutputs.of(row.workload()).write(file);
            expected.put(row.shape(), file);
        }
        return file;
    }

    /** The other engine's own file of the model; empty where it has none. */
    private String graph(StartRow row) throws IOException {
        if (row.isOurs()) {
            return "";
        }
        String key = row.engine() + " " + row.shape();
        String graph = graphs.get(key);
        if (graph == null) {
            Workload workload = row.workload();
            Path file = Lookup.of(row.engine()).withFile(workload, directory).graph();
            graph = file == null ? "" : file.toString();
            graphs.put(key, graph);
        }
        return graph;
    }
}
