package io.github.lanewise.bench.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Starts a {@link WorkloadProcess} for each workload and collects what they print. */
final class ComparisonRun {
    private ComparisonRun() {}

    /**
     * Measures workloads one after another.
     *
     * @throws IllegalStateException if a process failed; it has said why on the standard error stream
     */
    static Findings of(List<String> workloads, boolean quick) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Set<Absence> absences = new LinkedHashSet<>();
        for (String workload : workloads) {
            System.out.println(workload);
            Process process = start(workload, quick);
            try (BufferedReader reader = process.inputReader()) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Finding finding = Finding.ofLine(line);
                    Absence absence = Absence.ofLine(line);
                    if (finding != null) {
                        findings.add(finding);
                    } else if (absence != null) {
                        absences.add(absence);
                    }
                }
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        workload + ": expected exit code 0, found " + process.exitValue() + "; see the message above");
            }
        }
        return new Findings(List.copyOf(findings), List.copyOf(absences));
    }

    private static Process start(String workload, boolean quick) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D" + Workloads.SILERO_PROPERTY + "=" + Workloads.SILERO,
                "-classpath",
                System.getProperty("java.class.path"),
                WorkloadProcess.class.getName(),
                workload,
                quick ? "quick" : "full");
        // OpenMP reads these before any engine can be told.
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("MKL_NUM_THREADS", "1");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
