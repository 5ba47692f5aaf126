package io.github.lanewise.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which cores a process is started on: Linux's {@code taskset}. Where that is missing, processes have all cores. */
final class Cores {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private Cores() {}

    /** Whether processes can be kept on some of the cores here. */
    static boolean canBeChosen() {
        return taskset(System.getenv("PATH")) && !allowed().isEmpty();
    }

    private static boolean taskset(String path) {
        return path != null
                && Arrays.stream(path.split(":", -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
    }

    /** The command that starts a program on the last cores that this process may use; empty where they cannot be chosen. */
    static List<String> launcher(int cores) {
        return canBeChosen() ? launcher(allowed(), cores) : List.of();
    }

    static List<String> launcher(List<Integer> allowed, int cores) {
        String last = allowed.subList(Math.max(0, allowed.size() - cores), allowed.size()).stream()
                .map(core -> core.toString())
                .collect(Collectors.joining(","));
        return List.of("taskset", "--cpu-list", last);
    }

    private static List<Integer> allowed() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(ALLOWED))
                    .map(line -> cores(line.substring(ALLOWED.length())))
                    .findFirst()
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The numbers in a list like {@code 0-2,8}. */
    static List<Integer> cores(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String part : list.strip().toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] ends = part.split("-", -1);
            for (int core = Integer.parseInt(ends[0]); core <= Integer.parseInt(ends[ends.length - 1]); core++) {
                cores.add(core);
            }
        }
        return cores;
    }
}
