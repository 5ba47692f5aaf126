package io.github.lanewise.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the machine is, and how much of it this process may use. */
final class MachineFindings {
    private static final String CPU_INFO = "proc/cpuinfo";
    private static final Pattern CGROUP = Pattern.compile("\\d+:([^:]*):(/.*)");
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

    private final SystemFiles files;
    private final int processors;

    /**
     * Of a machine.
     *
     * @param files in which it says what it is
     * @param processors that the JVM uses
     */
    MachineFindings(SystemFiles files, int processors) {
        this.files = files;
        this.processors = processors;
    }

    List<Finding> all() {
        return List.of(processor(), limits(), hugePages());
    }

    private Finding processor() {
        List<String> parts = new ArrayList<>();
        parts.add(files.value(CPU_INFO, "model name").orElse(System.getProperty("os.arch", "unknown")));
        files.value(CPU_INFO, "cpu family")
                .ifPresent(family -> parts.add("family " + family
                        + files.value(CPU_INFO, "model")
                                .map(model -> " model " + model)
                                .orElse("")));
        parts.add(processors + (processors == 1 ? " processor" : " processors"));
        String caches = caches();
        return Finding.ok("processor", String.join(", ", parts) + (caches.isEmpty() ? "" : "; caches " + caches));
    }

    /** Those of data, from the first level on. */
    private String caches() {
        List<String> caches = new ArrayList<>();
        for (int index = 0; ; index++) {
            String cache = "sys/devices/system/cpu/cpu0/cache/index" + index + "/";
            Optional<String> size = files.text(cache + "size");
            if (size.isEmpty()) {
                return String.join(", ", caches);
            }
            if (!files.text(cache + "type").orElse("").equals("Instruction")) {
                caches.add("L" + files.text(cache + "level").orElse("?") + " "
                        + size.get().replaceFirst("K$", " KiB"));
            }
        }
    }

    private Finding limits() {
        OptionalDouble quota = quota();
        if (quota.isPresent() && quota.getAsDouble() < 2) {
            return Finding.note(
                    "limits",
                    String.format(
                            Locale.ROOT,
                            "a cgroup grants %.2f processors; when they are used up, every thread pauses for up to 0.1 s",
                            quota.getAsDouble()),
                    "grant 2 or more, or set no limit (cpu.max): compiling takes its share while a model gets warm");
        }
        if (processors == 1) {
            return Finding.note(
                    "limits",
                    "one processor: compiling and models take turns until they are warm",
                    "grant a second one");
        }
        return Finding.ok(
                "limits",
                quota.isPresent()
                        ? String.format(Locale.ROOT, "a cgroup grants %.2f processors", quota.getAsDouble())
                        : "no limit of processors by a cgroup");
    }

    /** Processors that the cgroups of this process grant, version 2 or 1. */
    private OptionalDouble quota() {
        double least = Double.POSITIVE_INFINITY;
        for (String line : files.lines("proc/self/cgroup")) {
            Matcher group = CGROUP.matcher(line);
            if (group.matches()) {
                // A container sees its own group as the root, whatever the path outside is.
                for (String path : List.of(group.group(2), "/")) {
                    least = Math.min(least, quota(group.group(1), path));
                }
            }
        }
        return least == Double.POSITIVE_INFINITY ? OptionalDouble.empty() : OptionalDouble.of(least);
    }

    private double quota(String controllers, String path) {
        if (controllers.isEmpty()) {
            return files.text("sys/fs/cgroup" + path + "/cpu.max")
                    .map(text -> text.split("\\s+", -1))
                    .map(parts -> parts.length == 2 ? ratio(parts[0], parts[1]) : Double.POSITIVE_INFINITY)
                    .orElse(Double.POSITIVE_INFINITY);
        }
        if (!List.of(controllers.split(",", -1)).contains("cpu")) {
            return Double.POSITIVE_INFINITY;
        }
        String group = "sys/fs/cgroup/" + controllers + path;
        return ratio(
                files.text(group + "/cpu.cfs_quota_us").orElse(""),
                files.text(group + "/cpu.cfs_period_us").orElse(""));
    }

    /** Infinite where there is no quota: {@code max}, -1, or nothing. */
    private static double ratio(String quota, String period) {
        try {
            long granted = Long.parseLong(quota);
            return granted <= 0 ? Double.POSITIVE_INFINITY : (double) granted / Long.parseLong(period);
        } catch (NumberFormatException _) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Weights are allocated as any native memory; nothing asks for huge pages. */
    private Finding hugePages() {
        Optional<String> modes = files.text("sys/kernel/mm/transparent_hugepage/enabled");
        if (modes.isEmpty()) {
            return Finding.ok("huge pages", "unknown here");
        }
        Matcher chosen = CHOSEN.matcher(modes.get());
        String mode = chosen.find() ? chosen.group(1) : modes.get();
        return Finding.ok(
                "huge pages",
                "transparent huge pages: " + mode + "; nothing to change, steps take the same time with and without");
    }
}
