package io.github.lanewise.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the page about Flink compiles without warnings. */
class DocumentationTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "..", "docs", "flink.md");

    /** What a block takes for granted, unless it declares it. */
    private static final Map<String, String> GIVEN = Map.of(
            "readings", "DataStream<Reading>",
            "updates", "DataStream<ModelUpdate>",
            "builder", "KeyedScoring.Builder<Reading, Alert>",
            "scoring", "KeyedScoring<Reading, Alert>",
            "alerts", "SingleOutputStreamOperator<Alert>");

    private static final String BEGIN = """
            import io.github.lanewise.SwapMode;
            import io.github.lanewise.flink.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import org.apache.flink.streaming.api.TimeDomain;
            import org.apache.flink.streaming.api.datastream.*;

            class Page {
                record Reading(String device, float[] values) {}

                record Alert(String device, float score, long version) {}
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void theBlocksOfThePageCompile() throws IOException {
        List<String> blocks = Pattern.compile("(?ms)^```java$\\R(.*?)^```$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(4, blocks.size());
        StringBuilder program = new StringBuilder(BEGIN);
        for (int i = 0; i < blocks.size(); i++) {
            program.append("void block%d(%s) throws Exception {\n%s}\n"
                    .formatted(i, parameters(blocks.get(i)), blocks.get(i)));
        }
        Path source = folder.resolve("Page.java");
        Files.writeString(source, program.append("}\n"));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        int exitCode = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-Xlint:all,-classfile",
                        "-Werror",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, exitCode, messages::toString);
    }

    private static String parameters(String block) {
        return GIVEN.entrySet().stream()
                .filter(given -> !block.contains(" " + given.getKey() + " = "))
                .map(given -> given.getValue() + " " + given.getKey())
                .collect(Collectors.joining(", "));
    }
}
