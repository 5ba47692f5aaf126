package io.github.lanewise.formats.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.formats.tensors.TensorFiles;
import io.github.lanewise.spec.Tensor;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTest {
    private final Path directory;
    private final Path path;

    AtomicFileTest(@TempDir Path directory) {
        this.directory = directory;
        this.path = directory.resolve("file");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void writesAndReplaces() throws IOException {
        AtomicFile.write(path, out -> out.write('a'));
        assertEquals("a", Files.readString(path));
        AtomicFile.write(path, out -> {
            out.write('b');
            assertEquals("a", Files.readString(path));
        });
        assertEquals("b", Files.readString(path));
        assertEquals(List.of(path), files());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNothingBehindOnFailure(boolean existed) throws IOException {
        if (existed) {
            Files.writeString(path, "old");
        }
        IOException full = new IOException("disk full");
        assertEquals(
                full,
                assertThrows(
                        IOException.class,
                        () -> AtomicFile.write(path, out -> {
                            out.write(new byte[100_000]);
                            throw full;
                        })));
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.write(path, out -> {
                    throw new IllegalStateException();
                }));
        assertEquals(existed ? List.of(path) : List.of(), files());
        if (existed) {
            assertEquals("old", Files.readString(path));
        }
    }

    @Test
    void refusesADirectoryThatIsNotThere() throws IOException {
        Path inside = directory.resolve("missing").resolve("x.npy");
        String message = RefusalAssertions.message(NoSuchFileException.class, () -> Npy.write(inside, Tensor.zeros(1)));
        assertEquals(
                inside + ": expected a directory to write in, found none; make " + directory.resolve("missing"),
                message);
        assertEquals(List.of(), files());
    }

    @Test
    void refusesToReplaceADirectory() {
        RefusalAssertions.assertRefused(
                directory,
                "expected a file to write to, found a directory; give a file",
                () -> AtomicFile.write(directory, out -> out.write(0)));
    }

    @Test
    void followsALink() throws IOException {
        Files.writeString(path, "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        AtomicFile.write(link, out -> out.write('n'));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("n", Files.readString(path));
    }

    @Test
    void everyWriterReplacesTheOldFileAtOnce() throws IOException {
        Tensor tensor = Tensor.zeros(2, 2);
        for (String name : List.of("x.npy", "x.csv")) {
            TensorFiles.write(directory.resolve(name), tensor);
            TensorFiles.write(directory.resolve(name), tensor);
        }
        Path last = directory.resolve("x.safetensors");
        new SafetensorsWriter().floats("x", tensor).write(last);
        assertEquals(List.of(directory.resolve("x.csv"), directory.resolve("x.npy"), last), files());
    }

    /** SIGTERM, and by the same way through the JVM SIGINT and SIGHUP. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void leavesNothingBehindWhenTheJvmIsToldToEnd() throws IOException, InterruptedException {
        Files.writeString(path, "old");
        Process writing = interruptedWriting();
        try (BufferedReader out = writing.inputReader()) {
            assertEquals("begun", out.readLine());
            assertEquals(2, files().size(), "expected a temporary file beside the old one");
            writing.destroy();
            writing.waitFor();
        } finally {
            writing.destroyForcibly();
        }
        assertEquals(List.of(path), files());
        assertEquals("old", Files.readString(path));
    }

    private Process interruptedWriting() throws IOException {
        // Surefire has the module on the module path, with the tests patched into it.
        Path target = Path.of(System.getProperty("user.dir"), "target");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        target.resolve("classes") + File.pathSeparator + target.resolve("test-classes"),
                        InterruptedWriting.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskNamesTheFile() {
        Path full = Path.of("/dev/full");
        assertEquals(
                "/dev/full: expected to be able to write it, found 'No space left on device'; make room, or choose"
                        + " another place",
                RefusalAssertions.message(
                        FileSystemException.class, () -> AtomicFile.write(full, out -> out.write(new byte[100_000]))));
        assertThrows(FileSystemException.class, () -> AtomicFile.write(full, out -> out.write(0)));
    }
}
