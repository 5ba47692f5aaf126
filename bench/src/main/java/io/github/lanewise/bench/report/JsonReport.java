package io.github.lanewise.bench.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** The report as JMH's own JSON, for its tools, less the place of the JVM on the machine that measured. */
final class JsonReport {
    private static final Pattern JVM = Pattern.compile("(\"jvm\" : )\"[^\"]*\"");

    private JsonReport() {}

    static String of(Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        return JVM.matcher(bytes.toString(StandardCharsets.UTF_8)).replaceAll("$1\"java\"");
    }
}
