package io.github.lanewise.bench;

import io.github.lanewise.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that measures, in words. */
public final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /**
     * The processor and how many cores this process may use.
     *
     * @return for instance {@code AMD EPYC 9575F, 2 cores}; the architecture where the system does not tell the model
     */
    public static String processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        return processorModel() + ", " + cores + (cores == 1 ? " core" : " cores");
    }

    private static String processorModel() {
        if (Files.isReadable(CPU_INFO)) {
            try (Stream<String> lines = Files.lines(CPU_INFO)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElseGet(Machine::architecture);
            } catch (IOException e) {
                return architecture();
            }
        }
        return architecture();
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown processor");
    }

    /**
     * The operating system.
     *
     * @return name, version and architecture
     */
    public static String operatingSystem() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " (" + architecture() + ")";
    }

    /**
     * The Java runtime.
     *
     * @return version and vendor
     */
    public static String java() {
        return Runtime.version() + ", " + System.getProperty("java.vm.name") + ", "
                + System.getProperty("java.vendor.version", System.getProperty("java.vendor", "vendor unknown"));
    }

    /**
     * What the engine computes with where nothing else is asked for.
     *
     * @return for instance {@code vector, 512 bit (16 lanes)}
     */
    public static String lanes() {
        return Backend.AUTO.describe();
    }
}
