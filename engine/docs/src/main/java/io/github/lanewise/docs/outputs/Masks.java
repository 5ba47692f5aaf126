package io.github.lanewise.docs.outputs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes two outputs of one command alike where they may differ: in times, and in what the machine has. */
final class Masks {
    /**
     * What replaces what.
     *
     * @param found what may differ
     * @param replacement what stands for all of it
     */
    private record Mask(Pattern found, String replacement) {
        Mask(String found, String replacement) {
            this(Pattern.compile(found), replacement);
        }
    }

    /** Lines that are no part of the output: the JVM's own, and what ./mvnw -q says while it compiles. */
    private static final Pattern NOT_SHOWN =
            Pattern.compile("WARNING: Using incubator modules: .*|Lanewise: (fetching|compiling) .*");

    /** The head of a table whose figures are times. */
    private static final Pattern HEAD_OF_TIMES = Pattern.compile(", (ns|µs|us|ms|s)\\b");

    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d[\\d,.]*(?:e[-+]?\\d+)?");

    private static final List<Mask> ALWAYS = List.of(
            // What the processor has.
            new Mask("vector, \\d+ bit \\(\\d+ lanes\\)", "vector, N bit"),
            new Mask("(?:,? *vector_\\d+)+", " vector_N"),
            new Mask("\\bsame(?: +same)+\\b", "same"),
            // What computed is chosen by how long it takes.
            new Mask("\\bon (?:scalar|vector, N bit)", "on BACKEND"),
            // Dates, times and speeds.
            new Mask("\\d{4}-\\d\\d-\\d\\d(?:[T ][\\d:.]+Z?)?", "DATE"),
            new Mask("\\d[\\d,]*(?:\\.\\d+)? ?(?:ns|µs|us|ms|s|seconds?|minutes?)\\b", "TIME"),
            new Mask("\\d[\\d,.]* times as fast", "N times as fast"),
            new Mask("real-time factor [\\d.]+", "real-time factor N"),
            new Mask("\\d[\\d,.]* (?:GB/s|GFLOP/s|rows/s|rows a second)", "SPEED"));

    private final Directives directives;

    Masks(Directives directives) {
        this.directives = directives;
    }

    /** Whether a line of an output belongs on a page. */
    static boolean isShown(String line) {
        return !NOT_SHOWN.matcher(line).matches();
    }

    /** Lines as they are compared: without those that vary, and with one space where there are several. */
    List<String> masked(List<String> lines) {
        List<String> masked = new ArrayList<>();
        boolean times = false;
        for (String line : lines) {
            boolean head = HEAD_OF_TIMES.matcher(line).find();
            times = head || (times && !line.isBlank());
            if (!directives
                    .varying()
                    .map(varying -> varying.matcher(line).find())
                    .orElse(false)) {
                masked.add(masked(line, directives.figuresVary() || (times && !head)));
            }
        }
        return masked;
    }

    private static String masked(String line, boolean noNumbers) {
        String masked = line;
        for (Mask mask : ALWAYS) {
            masked = mask.found().matcher(masked).replaceAll(mask.replacement());
        }
        if (noNumbers) {
            masked = NUMBER.matcher(masked).replaceAll("N");
        }
        return masked.replaceAll("\\s+", " ").strip();
    }
}
