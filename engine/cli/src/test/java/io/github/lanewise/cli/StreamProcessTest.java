package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.lanewise.Model;
import io.github.lanewise.State;
import io.github.lanewise.spec.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code stream} in a process of its own, with pipes and signals. */
@EnabledOnOs(OS.LINUX)
class StreamProcessTest {
    private static final int SIGINT = 2;

    private static final Tensor ROWS = SmallModels.numbers(20, 3);

    @TempDir
    Path directory;

    private Process start(Object... options) throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Object[] arguments = new Object[2 + options.length];
        arguments[0] = "stream";
        arguments[1] = model;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return new ProcessBuilder(CommandProcessTest.lanewise(arguments))
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private static String line(int row) {
        float[] data = ROWS.data();
        return Arrays.stream(new Float[] {data[3 * row], data[3 * row + 1], data[3 * row + 2]})
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** Sends rows, and each only when the one before has its answer. */
    private static float[] talk(Process process, int rows) throws IOException {
        float[] answers = new float[rows * 5];
        Writer out = process.outputWriter();
        BufferedReader in = process.inputReader();
        for (int row = 0; row < rows; row++) {
            out.write(line(row) + "\n");
            out.flush();
            String[] answer = in.readLine().split(",", -1);
            for (int i = 0; i < 5; i++) {
                answers[5 * row + i] = Float.parseFloat(answer[i]);
            }
        }
        return answers;
    }

    private static State stateAfter(int rows, float[] answers) {
        Model model = Model.of(SmallModels.lstm());
        State state = model.newState();
        model.newSession().run(ROWS.data(), rows, state, answers);
        return state;
    }

    @Test
    void aPipeThatWaitsForEachAnswerGetsIt() throws IOException, InterruptedException {
        Process process = start();
        float[] expected = new float[20 * 5];
        stateAfter(20, expected);
        assertArrayEquals(expected, talk(process, 20));
        process.outputWriter().close();
        assertEquals(-1, process.inputReader().read());
        assertEquals(0, process.waitFor());
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalSavesTheStateOfTheRowsThatAreAnswered(String signal, int exitCode)
            throws IOException, InterruptedException {
        assumeFalse(signal.equals("INT") && ignoresInterrupts(), "started in the background, where SIGINT is ignored");
        Path saved = directory.resolve("s.state");
        Process process = start("--save-state", saved);
        float[] answers = talk(process, 12);
        // Half a row more, which is none.
        process.outputWriter().write("1,2");
        process.outputWriter().flush();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertEquals(-1, process.inputReader().read());
        assertEquals(exitCode, process.waitFor(), () -> String.valueOf(directory.resolve("err")));
        float[] expected = new float[12 * 5];
        State state = stateAfter(12, expected);
        assertArrayEquals(expected, answers);
        assertArrayEquals(state.toBytes(), Files.readAllBytes(saved));
    }

    /** A shell without job control starts background jobs so, and every process under them inherits it. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(mask, 16) & 1L << (SIGINT - 1)) != 0;
    }

    @Test
    void aReaderThatHasEnoughEndsItQuietly() throws IOException, InterruptedException {
        Process process = start();
        talk(process, 1);
        process.inputReader().close();
        Writer out = process.outputWriter();
        try {
            while (process.isAlive()) {
                out.write(line(1) + "\n");
                out.flush();
            }
        } catch (IOException _) {
            // It is gone, and its standard input with it.
        }
        assertEquals(141, process.waitFor());
        assertEquals(
                "",
                Files.readString(directory.resolve("err")).replaceAll("WARNING: Using incubator modules: .*\n", ""));
    }
}
