package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.VectorJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            String workload = workloads.get(i);
            System.out.println(workload + " (" + (i + 1) + " of " + workloads.size() + ")");
            Process process = start(workload, quick, classPath);
            Thread errors = Thread.ofVirtual().start(() -> forwardErrors(process));
            try (BufferedReader reader = process.inputReader()) {
                lines.addAll(reader.readAllLines());
            }
            errors.join();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        workload + ": expected exit code 0, found " + process.exitValue() + "; see the message above");
            }
        }
        return Findings.ofLines(lines);
    }

    /** All but the JVM's line about the module that the engine is built on, which no option turns off. */
    private static void forwardErrors(Process process) {
        process.errorReader()
                .lines()
                .filter(line -> !line.startsWith(VectorJvm.NOTICE))
                .forEach(System.err::println);
    }

    private static Process start(String workload, boolean quick, String classPath) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(VectorJvm.FLAGS);
        Collections.addAll(
                command,
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Workloads.SILERO_PROPERTY + "=" + Workloads.SILERO,
                "-classpath",
                classPath,
                WorkloadProcess.class.getName(),
                workload,
                quick ? "quick" : "full");
        ProcessBuilder builder = new ProcessBuilder(command);
        // OpenMP reads these before any engine can be told.
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("MKL_NUM_THREADS", "1");
        return builder.start();
    }
}
