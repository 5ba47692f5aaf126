package io.github.lanewise.bench.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How long the calling thread could have run while others had its core, as Linux counts it. */
final class RunQueue {
    private static final Path SCHEDSTAT = Path.of("/proc/thread-self/schedstat");

    private RunQueue() {}

    /** So far, in nanoseconds; NaN where the system does not say. */
    static double waitedNanos() {
        try {
            return waitedNanos(Files.readString(SCHEDSTAT));
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /**
     * The second of three numbers; NaN if they are not there.
     *
     * @param schedstat nanoseconds on a core, nanoseconds waiting for one, time slices
     */
    static double waitedNanos(String schedstat) {
        String[] numbers = schedstat.strip().split(" ", -1);
        return numbers.length == 3 && numbers[1].matches("[0-9]{1,18}") ? Double.parseDouble(numbers[1]) : Double.NaN;
    }
}
