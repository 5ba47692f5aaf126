package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.MeasuringProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a {@link WorkloadProcess} for each workload and collects what they print. */
final class ComparisonRun {
    private ComparisonRun() {}

    /**
     * Measures workloads one after another.
     *
     * @param classPath of the processes, which find the other engines on it
     * @throws IllegalStateException if a process failed; it has said why on the standard error stream
     */
    static Findings of(List<String> workloads, boolean quick, String classPath)
            throws IOException, InterruptedException {
        MeasuringProcess process = new MeasuringProcess(
                classPath,
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-D" + Workloads.SILERO_PROPERTY + "=" + Workloads.SILERO),
                // OpenMP reads these before any engine can be told.
                Map.of("OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            String workload = workloads.get(i);
            System.out.println(workload + " (" + (i + 1) + " of " + workloads.size() + ")");
            lines.addAll(process.run(workload, WorkloadProcess.class, workload, quick ? "quick" : "full"));
        }
        return Findings.ofLines(lines);
    }
}
