package io.github.lanewise.docs.outputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages whose commands run in a shell; {@code lanewise} is a script that counts the lines of a file. */
class CheckPagesTest {
    private static final String STALE = """
            # Page

            <!-- given: data.txt = fixtures/three.txt -->
            ```
            $ lanewise data.txt
            2 lines of data.txt
            $ lanewise none.txt
            lanewise: none.txt is missing
            ```

            <!-- not run again: it needs a network -->
            ```
            $ exit 3
            ```
            """;

    private final Path repository;
    private final ByteArrayOutputStream report = new ByteArrayOutputStream();

    CheckPagesTest(@TempDir Path directory) {
        repository = directory.toAbsolutePath();
    }

    @BeforeEach
    void writeRepository() throws IOException {
        Path programs = Files.createDirectories(repository.resolve("target/image/bin"));
        Path lanewise = Files.writeString(programs.resolve("lanewise"), """
                #!/bin/bash
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                if ! [ -e "$1" ]; then echo "lanewise: $1 is missing" >&2; exit 1; fi
                echo "$(wc -l < "$1") lines of $PWD/$1"
                """);
        Files.setPosixFilePermissions(lanewise, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(repository.resolve("engine/docs"));
        Files.createDirectories(repository.resolve("fixtures"));
        Files.writeString(repository.resolve("fixtures/three.txt"), "1\n2\n3\n");
        Files.writeString(repository.resolve("README.md"), "# Nothing to run\n");
        Files.writeString(repository.resolve("engine/docs/page.md"), STALE);
    }

    @Test
    void staleOutputFailsAndStays() throws IOException, InterruptedException {
        assertEquals(1, check(false));
        assertReported(
                "running        lanewise data.txt",
                "running        lanewise none.txt",
                "not run again  engine/docs/page.md:14: exit 3: it needs a network",
                "engine/docs/page.md:6: lanewise data.txt",
                "  not printed there: 2 lines of data.txt",
                "  printed:",
                "    3 lines of data.txt",
                "  ./mvnw -q -Ppages -Dpages.args=--update writes it into the page",
                "1 outputs are as the pages show them, 0 written anew, 1 differ, 1 not run again");
        assertEquals(STALE, page());
    }

    @Test
    void updateWritesWhatWasPrintedAndNothingElse() throws IOException, InterruptedException {
        assertEquals(0, check(true));
        assertEquals(STALE.replace("2 lines", "3 lines"), page());
        assertEquals(0, check(false));
    }

    @Test
    void commandsWorkInACopy() throws IOException, InterruptedException {
        Files.writeString(repository.resolve("engine/docs/page.md"), """
                # Page

                ```
                $ cd fixtures
                $ rm three.txt
                $ ls . ../target 2>&1 | grep -c three
                0
                ```
                """);
        assertEquals(0, check(false));
        assertTrue(Files.exists(repository.resolve("fixtures/three.txt")));
    }

    private int check(boolean update) throws IOException, InterruptedException {
        report.reset();
        return new CheckPages(
                        repository,
                        repository.resolve("target/image"),
                        update,
                        new PrintStream(report, true, StandardCharsets.UTF_8))
                .call();
    }

    private void assertReported(String... lines) {
        assertEquals(
                List.of(lines), report.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private String page() throws IOException {
        return Files.readString(repository.resolve("engine/docs/page.md"));
    }
}
