package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.MeasuringProcess;
import io.github.lanewise.bench.comparison.Lookup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Starts the processes of some jobs, one at a time, and collects what they print. */
final class LatencyRun {
    private static final double WARM_UP = 1.2;
    private static final double QUICK_WARM_UP = 0.7;

    private LatencyRun() {}

    /** Lanewise, then the classes of the contenders on this process's class path. None of them is made here. */
    static List<String> engines() {
        List<String> engines = new ArrayList<>(List.of(LatencyProcess.ENGINE));
        engines.addAll(Lookup.otherEngines());
        return engines;
    }

    /**
     * Measures.
     *
     * @param classPath of the processes
     * @return what each found, in the order of the jobs
     * @throws IllegalStateException if a process failed; it has said why on the standard error stream
     */
    static List<LatencyFinding> of(List<Job> jobs, boolean quick, String classPath)
            throws IOException, InterruptedException {
        List<LatencyFinding> findings = new ArrayList<>();
        for (Job job : jobs) {
            System.out.println(job.name() + " (" + (findings.size() + 1) + " of " + jobs.size() + ")");
            List<String> flags = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
            flags.addAll(job.flags());
            MeasuringProcess process = new MeasuringProcess(
                    classPath,
                    flags,
                    // OpenMP reads these before any engine can be told.
                    Map.of("OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
            List<String> lines = process.run(
                    job.name(),
                    LatencyProcess.class,
                    job.load().name(),
                    job.engine(),
                    Double.toString(quick ? QUICK_WARM_UP : WARM_UP),
                    Double.toString(job.seconds()));
            findings.add(lines.stream()
                    .map(LatencyFinding::ofLine)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            job.name() + ": expected a line with what was found, found " + lines))
                    .with(job.ofFlags() ? job.flagText() : ""));
        }
        return findings;
    }
}
