package io.github.lanewise.bench.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Walks memory twice as large as the last cache, writing to each line of it. */
final class Eviction implements Neighbour.Work {
    private static final Path CACHE = Path.of("/sys/devices/system/cpu/cpu0/cache/index3/size");
    private static final long UNKNOWN = 32L << 20;
    private static final long MOST = 1L << 30;
    private static final int LONGS_A_LINE = 8;
    private static final int PART = 1 << 17;

    private final long[] memory;
    private int next;

    /**
     * Takes the memory.
     *
     * @param bytes how much
     */
    Eviction(long bytes) {
        memory = new long[(int) (bytes / Long.BYTES)];
    }

    /** Twice the last cache of this machine, or 64 MiB where the system does not say; at most 1 GiB. */
    static long bytesOfThisMachine() {
        try {
            return bytes(Files.readString(CACHE));
        } catch (IOException e) {
            return 2 * UNKNOWN;
        }
    }

    /**
     * Twice the last cache.
     *
     * @param size as Linux writes it, for instance {@code 32768K}
     */
    static long bytes(String size) {
        String text = size.strip().toUpperCase(Locale.ROOT);
        if (!text.matches("[0-9]{1,9}[KM]")) {
            return 2 * UNKNOWN;
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return Math.min(MOST, 2 * (text.endsWith("K") ? number << 10 : number << 20));
    }

    /** How many lines are written before the first one comes again. */
    int lines() {
        return (memory.length + LONGS_A_LINE - 1) / LONGS_A_LINE;
    }

    @Override
    public long part() {
        long sum = 0;
        for (int i = 0; i < PART; i++) {
            sum += ++memory[next];
            next += LONGS_A_LINE;
            if (next >= memory.length) {
                next = 0;
            }
        }
        return sum;
    }
}
