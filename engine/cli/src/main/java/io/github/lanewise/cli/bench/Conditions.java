package io.github.lanewise.cli.bench;

import io.github.lanewise.Backend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and with what was measured.
 *
 * @param version of this program
 * @param date when it began, in UTC
 * @param processor its name
 * @param cores that this process may use
 * @param system the operating system
 * @param java the Java runtime
 * @param flags of the JVM, without those that only say where the program is
 * @param lanes what the engine computes with once it is warm
 * @param clockNanos what a reading of the clock takes
 */
public record Conditions(
        String version,
        Instant date,
        String processor,
        int cores,
        String system,
        String java,
        List<String> flags,
        String lanes,
        long clockNanos) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Copies what it is given. */
    public Conditions {
        flags = List.copyOf(flags);
    }

    /**
     * This machine's.
     *
     * @param version of this program
     * @param clockNanos what a reading of the clock takes
     * @return the conditions now
     */
    public static Conditions here(String version, long clockNanos) {
        return new Conditions(
                version,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version() + ", " + System.getProperty("java.vm.name") + ", "
                        + System.getProperty("java.vendor.version", System.getProperty("java.vendor", "")),
                flags(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                Backend.AUTO.describe(),
                clockNanos);
    }

    /** Without those that only say where the program is. */
    static List<String> flags(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> !argument.startsWith("--module-path=") && !argument.startsWith("-Djdk.module."))
                .toList();
    }

    /** A name like "AMD EPYC" stands for several generations; family and model tell them apart. */
    private static String processorName() {
        String architecture = System.getProperty("os.arch", "not known");
        if (!Files.isReadable(CPU_INFO)) {
            return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", architecture);
        }
        try {
            return describe(Files.readAllLines(CPU_INFO), architecture);
        } catch (IOException _) {
            return architecture;
        }
    }

    /**
     * The first processor that Linux describes.
     *
     * @param lines of {@code /proc/cpuinfo}
     * @param architecture for a processor without a name
     * @return for instance {@code AMD EPYC, family 26 model 2}
     */
    static String describe(List<String> lines, String architecture) {
        String name = field(lines, "model name");
        String family = field(lines, "cpu family");
        return (name == null ? architecture : name)
                + (family == null ? "" : ", family " + family + " model " + field(lines, "model"));
    }

    private static @Nullable String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.contains(":")
                        && line.substring(0, line.indexOf(':')).strip().equals(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(null);
    }
}
