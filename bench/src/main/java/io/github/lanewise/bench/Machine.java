package io.github.lanewise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that measures, in words. */
public final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /**
     * The processor and how many cores this process may use.
     *
     * @return for instance {@code AMD EPYC, family 25 model 17 (Zen 4), 2 cores}; where the system is not Linux, what it tells
     *     without asking for more: on Windows family and model, elsewhere the architecture
     */
    public static String processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        return processorModel() + ", " + cores + (cores == 1 ? " core" : " cores");
    }

    private static String processorModel() {
        if (Files.isReadable(CPU_INFO)) {
            try {
                return Processor.describe(Files.readAllLines(CPU_INFO), architecture());
            } catch (IOException e) {
                return architecture();
            }
        }
        // Windows: "AMD64 Family 25 Model 17 Stepping 1, AuthenticAMD".
        String identifier = System.getenv("PROCESSOR_IDENTIFIER");
        return identifier == null ? architecture() : identifier;
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
     * What the engine computes with where nothing else is asked for, in a JVM with the Vector API.
     *
     * @return for instance {@code vector, 512 bit (16 lanes)}
     */
    public static String lanes() {
        return VectorJvm.engine();
    }
}
