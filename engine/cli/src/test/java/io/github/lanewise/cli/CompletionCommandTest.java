package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a shell proposes once it has read the script, asked as a shell asks. */
@EnabledOnOs(OS.LINUX)
class CompletionCommandTest {
    @TempDir
    Path directory;

    /** The proposals for the last of the words. */
    private Set<String> proposals(String... words) throws IOException, InterruptedException {
        Files.writeString(
                directory.resolve("lanewise.bash"),
                Lanewise.succeed("completion").out());
        String quoted = String.join("' '", words);
        String script = """
                set -e
                source lanewise.bash
                compopt() { :; }
                COMP_WORDS=(lanewise '%s')
                COMP_CWORD=%d
                _complete_lanewise
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(quoted, words.length);
        Process process = new ProcessBuilder("bash", "--norc", "--noprofile", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        Set<String> proposals = new TreeSet<>(Arrays.asList(out.split("\\R")));
        proposals.remove("");
        return proposals;
    }

    @Test
    void commands() throws IOException, InterruptedException {
        assertEquals(Set.of("completion", "convert"), proposals("co"));
        assertEquals(Set.of("run"), proposals("help", "ru"));
    }

    @Test
    void optionsButNotTheHiddenOne() throws IOException, InterruptedException {
        assertEquals(Set.of("--sample-rate", "--save-states", "--set"), proposals("run", "--s"));
        assertFalse(proposals("run", "-").contains("--stacktrace"));
    }

    @Test
    void values() throws IOException, InterruptedException {
        assertEquals(
                Set.of("vector", "vector_128", "vector_256", "vector_512"),
                proposals("run", "m.safetensors", "--backend", "v"));
        assertEquals(
                Set.of("auto", "bf16", "fp32", "int4", "int8"),
                proposals("verify", "m.safetensors", "--precision", ""));
        assertEquals(Set.of("int4", "int8"), proposals("convert", "m.safetensors", "--precision", "int"));
        assertEquals(Set.of("csv", "npy"), proposals("run", "--output-format", ""));
        assertEquals(Set.of("semicolon"), proposals("stream", "--csv-separator", "s"));
        assertEquals(Set.of("bash", "zsh"), proposals("completion", ""));
    }

    @Test
    void files() throws IOException, InterruptedException {
        Files.createFile(directory.resolve("model.safetensors"));
        Files.createFile(directory.resolve("moving average.csv"));
        assertEquals(Set.of("model.safetensors", "moving average.csv"), proposals("run", "x", "--input", "mo"));
        assertEquals(Set.of("model.safetensors"), proposals("info", "mod"));
        assertEquals(Set.of("model.safetensors"), proposals("convert", "a.pt", "mod"));
    }

    @Test
    void otherShells() {
        assertEquals(Lanewise.succeed("completion", "bash"), Lanewise.succeed("completion", "zsh"));
        Lanewise.fail(2, List.of("completion", "fish"), "SHELL", "BASH, ZSH", "'fish'");
    }

    @Test
    void itIsAScriptOfBash() {
        assertTrue(Lanewise.succeed("completion").out().startsWith("#!/usr/bin/env bash\n"));
    }
}
