package io.github.lanewise.cli.doctor;

import io.github.lanewise.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All that is looked at, in order: the machine, the JVM, vectors, and how fast models run. */
public final class Examination {
    /** How long all models together may take to become warm; the rest takes about two seconds a model. */
    private static final Duration PATIENCE = Duration.ofSeconds(11);

    private Examination() {}

    /**
     * Looks at this machine.
     *
     * @param workloads models to be timed
     * @param found given each finding as soon as it is there
     */
    public static void run(List<Workload> workloads, Consumer<Finding> found) {
        SystemFiles files = new SystemFiles(Path.of("/"));
        new MachineFindings(files, Runtime.getRuntime().availableProcessors())
                .all()
                .forEach(found);
        JvmFindings jvm = new JvmFindings(Jvm.current(JvmFindings.flagNames()), System.getProperty("os.arch", ""));
        jvm.all().forEach(found);
        if (!jvm.canCompileVectors()) {
            return;
        }
        found.accept(vectors(files));
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Workload workload : workloads) {
            Duration rest = Duration.ofNanos(end - System.nanoTime());
            found.accept(rest.isPositive() ? SpeedFindings.of(workload, rest) : SpeedFindings.leftOut(workload));
        }
    }

    private static Finding vectors(SystemFiles files) {
        try {
            return Finding.ok(
                    "vectors",
                    Backend.VECTOR.describe()
                            + extension(files)
                                    .map(name -> "; the processor has " + name)
                                    .orElse(""));
        } catch (IllegalStateException e) {
            return Finding.problem(
                    "vectors", String.valueOf(e.getMessage()), "see flags above, or take another processor");
        }
    }

    /** The widest set of vector instructions of the processor, by Linux's names. */
    private static Optional<String> extension(SystemFiles files) {
        String flags = " "
                + files.value("proc/cpuinfo", "flags")
                        .or(() -> files.value("proc/cpuinfo", "Features"))
                        .orElse("") + " ";
        return List.of("avx512f", "avx2", "avx", "sve2", "sve", "asimd").stream()
                .filter(name -> flags.contains(" " + name + " "))
                .findFirst();
    }
}
