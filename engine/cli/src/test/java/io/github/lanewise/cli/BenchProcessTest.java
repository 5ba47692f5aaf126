package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} in a process of its own, whose outputs are no terminal. */
@EnabledOnOs(OS.LINUX)
class BenchProcessTest {
    @TempDir
    Path directory;

    private String bench(String encoding) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "-Dstdout.encoding=" + encoding,
                        "-m",
                        "io.github.lanewise.cli/io.github.lanewise.cli.Main",
                        "bench",
                        "--lstm",
                        "4x4",
                        "--seconds",
                        "0.1"))
                .redirectError(err.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> out);
        assertFalse(Files.readString(err).contains("\r"), "a progress bar where nobody sees it");
        return out;
    }

    @Test
    void aUtf8OutputHasBlocksAndAnotherNone() throws IOException, InterruptedException {
        String blocks = bench("UTF-8");
        assertTrue(blocks.contains("█") && blocks.contains("times in µs"), blocks);
        String ascii = bench("US-ASCII");
        assertTrue(
                ascii.contains("times in us")
                        && StandardCharsets.US_ASCII.newEncoder().canEncode(ascii),
                ascii);
        assertFalse(ascii.contains("?"), ascii);
    }
}
