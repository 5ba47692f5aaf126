package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, where pipes, disks and locales are the operating system's. */
@EnabledOnOs(OS.LINUX)
class CommandProcessTest {
    @TempDir
    Path directory;

    /** A process that has ended. */
    private record Ended(int exitCode, String out, String err) {}

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"));
    }

    /** The command line of a process of its own. */
    static List<String> lanewise(Object... arguments) {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("-m", "io.github.lanewise.cli/io.github.lanewise.cli.Main"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** Runs a shell script in which the command is {@code "$@"}. */
    private Process shell(String script, Map<String, String> environment, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(directory.resolve("err").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended ended(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err());
    }

    /** Standard error without the JVM's own line about the incubating module. */
    private String err() throws IOException {
        return Files.readString(directory.resolve("err"), StandardCharsets.UTF_8)
                .replaceAll("WARNING: Using incubator modules: .*\n", "");
    }

    @Test
    void aPipeThatClosesEarlyEndsQuietly() throws IOException, InterruptedException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        // More than a pipe holds, so that the command is still writing when the reader goes.
        Path in = directory.resolve("in.csv");
        Csv.write(in, SmallModels.numbers(20_000, 3));
        Process process = shell(
                "exec \"$@\"", Map.of(), lanewise("run", model, "--input", in, "--output", "-", "--backend", "scalar"));
        try (BufferedReader out = process.inputReader()) {
            assertEquals(5, out.readLine().split(",").length);
        }
        assertEquals(141, process.waitFor(), this::errOrNone);
        assertEquals("", err());
    }

    private String errOrNone() {
        try {
            return err();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void standardOutputThatIsFull() throws IOException, InterruptedException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Ended ended = ended(shell("exec \"$@\" > /dev/full", Map.of(), lanewise("info", model)));
        assertEquals(
                new Ended(
                        1,
                        "",
                        "lanewise: standard output: expected to be able to write to it, found 'No space left on"
                                + " device'; make room, or give it another place\n"),
                ended);
    }

    @Test
    void aFullDeviceIsNamed() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Path full = Files.createSymbolicLink(directory.resolve("full.safetensors"), Path.of("/dev/full"));
        Lanewise.fail(
                1,
                List.of("convert", model, full),
                full + ": expected to be able to write it, found 'No space left on device'; make room");
        Path in = directory.resolve("in.csv");
        Csv.write(in, SmallModels.numbers(6, 3));
        Lanewise.fail(
                1,
                List.of("run", model, "--input", in, "--output", full),
                full + ": expected to be able to write it, found 'No space left on device'; make room");
    }

    /** A limit of 64 KiB to 128 KiB a file stands for a disk that is full in mid-write. */
    @Test
    void aFileThatCannotGrowIsNamedAndLeavesNothing() throws IOException, InterruptedException {
        ModelSpec large = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 8, 256).buildUntrained(new SplittableRandom(1)), false);
        Path model = SmallModels.save(directory, large);
        Path out = directory.resolve("out.safetensors");
        Ended ended = ended(shell("ulimit -f 128; exec \"$@\"", Map.of(), lanewise("convert", model, out)));
        assertEquals(1, ended.exitCode(), ended::toString);
        assertEquals(
                "lanewise: " + out
                        + ": expected to be able to write it, found 'File too large'; make room, or choose another"
                        + " place\n",
                ended.err());
        try (Stream<Path> files = Files.list(directory)) {
            assertFalse(
                    files.anyMatch(file -> file.equals(out) || file.toString().endsWith(".tmp")));
        }
    }

    /** The name is made by the shell: this JVM's own locale may be one that cannot. */
    private static final String WITH_UMLAUT = "name=\"$(printf 'm\\303\\266del.safetensors')\"; mv model.safetensors"
            + " \"$name\"; exec \"$@\" info \"$name\"";

    @Test
    void aNameThatTheLocaleCannotSpell() throws IOException, InterruptedException {
        SmallModels.save(directory, SmallModels.lstm());
        Ended ended = ended(shell(WITH_UMLAUT, Map.of("LC_ALL", "C"), lanewise()));
        assertEquals(2, ended.exitCode(), ended::toString);
        assertTrue(ended.err().contains("(MODEL)"), ended::toString);
        assertTrue(
                ended.err().contains("expected characters that the locale's encoding ANSI_X3.4-1968 has"),
                ended::toString);
        assertTrue(ended.err().contains("set LC_ALL=C.UTF-8"), ended::toString);
    }

    @Test
    void theImagesLauncherReadsItAllTheSame() throws IOException, InterruptedException {
        assumeTrue(Stream.of("/usr/bin/locale", "/bin/locale").map(Path::of).anyMatch(Files::exists));
        SmallModels.save(directory, SmallModels.lstm());
        Path launcher = directory.resolve("lanewise");
        Files.copy(Path.of(System.getProperty("basedir", ""), "src/main/image/bin/lanewise"), launcher);
        Path java = directory.resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec '" + String.join("' '", java()) + "' \"$@\"\n");
        for (Path script : List.of(launcher, java)) {
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        }
        Ended ended = ended(shell(WITH_UMLAUT, Map.of("LC_ALL", "C"), List.of(launcher.toString())));
        assertEquals(0, ended.exitCode(), ended::toString);
        assertTrue(ended.out().contains("mödel.safetensors"), ended::toString);
    }
}
