package io.github.lanewise.bench.report;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a run of the report was asked for.
 *
 * @param quick fewer and shorter iterations in one JVM for each benchmark, for a first look
 * @param include which benchmarks, a regular expression over their full names
 * @param output the directory for the results
 */
public record ReportOptions(boolean quick, String include, Path output) {
    /** How to call. */
    public static final String USAGE = """
            usage: [--quick] [--include REGEX] [--output DIRECTORY]
              --quick             fewer and shorter iterations, for a first look
              --include REGEX     the benchmarks or workloads whose names it finds; all unless said
              --output DIRECTORY  where the results go; bench/target/results unless said,
                                  bench/results for the pages of the repository""";

    /**
     * Reads a command line.
     *
     * @param args the command line
     * @return what it asks for
     * @throws IllegalArgumentException telling what was expected and what was found
     */
    public static ReportOptions parse(String... args) {
        boolean quick = false;
        String include = ".*";
        Path output = Path.of("bench", "target", "results");
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--include" -> include = regex(value(args, ++i));
                case "--output" -> output = Path.of(value(args, ++i));
                default ->
                    throw new IllegalArgumentException(
                            "expected --quick, --include or --output, found '" + args[i] + "'");
            }
        }
        return new ReportOptions(quick, include, output);
    }

    private static String value(String[] args, int at) {
        if (at == args.length) {
            throw new IllegalArgumentException("expected a value behind " + args[at - 1] + ", found none");
        }
        return args[at];
    }

    private static String regex(String text) {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "--include: expected a regular expression, found '" + text + "': " + e.getDescription(), e);
        }
    }
}
