package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lanewise.Backend;
import io.github.lanewise.cli.doctor.Workload;
import io.github.lanewise.spec.CellKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} here, whatever this machine is, and in a JVM without a compiler. */
class DoctorCommandTest {
    @TempDir
    Path directory;

    /** The exit code and the JSON agree with the lines, of which there is one about the model. */
    private JsonNode examine(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("doctor", "--json"));
        all.addAll(List.of(arguments));
        Lanewise lanewise = Lanewise.run(all.toArray());
        JsonNode report = new ObjectMapper().readTree(new String(lanewise.bytes(), StandardCharsets.UTF_8));
        boolean problem = report.get("findings").findValuesAsText("status").contains("problem");
        assertEquals(!problem, report.get("well").booleanValue());
        assertEquals(problem ? 1 : 0, lanewise.exitCode());
        List<String> names = report.get("findings").findValuesAsText("name");
        assertEquals(List.of("processor", "limits", "huge pages", "java"), names.subList(0, 4));
        assertEquals("speed", names.getLast());
        return report.get("findings").get(names.size() - 1);
    }

    @Test
    void aModel() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        JsonNode speed = examine(model, "--precision", "int8");
        assertTrue(speed.get("text").textValue().startsWith("LSTM(3, 5, 2 layers): "), speed::toString);
    }

    /** A step of the one, and a sequence of the other, with rows that each takes. */
    @Test
    void modelsOfTokensAndOfWholeSequences() {
        Workload tokens = new Workload(SmallModels.paddedTokens(), 1, 1);
        tokens.on(Backend.SCALAR).run();
        assertEquals("step", tokens.call());
        Workload sequences = new Workload(SmallModels.stack(CellKind.GRU, true, false), 1, 1);
        sequences.on(Backend.SCALAR).run();
        assertEquals("sequence of 32 rows", sequences.call());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aJvmThatCompilesNothing() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(CommandProcessTest.lanewise("doctor"));
        command.add(1, "-Xint");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), out);
        List<String> lines = out.lines().toList();
        assertTrue(lines.get(3).startsWith("problem  java        Java "), out);
        assertEquals(
                "                     start java without -Xint and -XX:TieredStopAtLevel, and look into JAVA_TOOL_OPTIONS",
                lines.get(4));
        assertEquals("something is a problem", lines.getLast());
        assertTrue(out.indexOf('\u001b') < 0, "no colours in a pipe");
    }

    @Test
    void options() {
        Lanewise.fail(2, List.of("doctor", "--precision", "int8"), "MODEL", "see lanewise doctor --help");
        Lanewise.fail(2, List.of("doctor", "m", "--precision", "int2"), "--precision", "'int2'");
        Lanewise.fail(1, List.of("doctor", directory.resolve("none")), "expected a file, found none");
    }
}
