package io.github.lanewise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process takes of the machine's memory, on the Java heap and off it. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int KIB = 1024;

    private ResidentMemory() {}

    /**
     * Collects garbage and asks the system.
     *
     * @return bytes; empty where the system is not Linux
     */
    public static OptionalLong bytes() {
        System.gc();
        try {
            return Files.isReadable(STATUS) ? of(Files.readAllLines(STATUS)) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Of the lines of {@code /proc/self/status}. */
    static OptionalLong of(List<String> lines) {
        return lines.stream()
                .map(RESIDENT::matcher)
                .filter(Matcher::matches)
                .mapToLong(matcher -> KIB * Long.parseLong(matcher.group(1)))
                .findFirst();
    }
}
