package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables with other signs than commas between columns, and with decimal commas: read by option, or refused. */
class RunTableTest {
    private static final String ROWS = "0.5,1,-2\n3,-0.25,1e1\n";

    @TempDir
    Path directory;

    private Path model = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void paths() throws IOException {
        model = SmallModels.save(directory, SmallModels.lstm());
        out = directory.resolve("out.csv");
    }

    private Path table(String text) throws IOException {
        return Files.writeString(directory.resolve("in.csv"), text);
    }

    private Tensor run(Path in, Object... options) throws IOException {
        Object[] arguments = new Object[6 + options.length];
        System.arraycopy(new Object[] {"run", model, "--input", in, "--output", out}, 0, arguments, 0, 6);
        System.arraycopy(options, 0, arguments, 6, options.length);
        Lanewise.succeed(arguments);
        return Csv.read(out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"semicolon", ";", "SEMICOLON"})
    void semicolons(String separator) throws IOException {
        Tensor expected = run(table(ROWS));
        Tensor found = run(table(ROWS.replace(',', ';')), "--csv-separator", separator);
        assertArrayEquals(expected.data(), found.data());
        Tensor decimal = run(
                table("x;y;z\n" + ROWS.replace(',', ';').replace('.', ',')),
                "--csv-separator=" + separator,
                "--decimal-comma");
        assertArrayEquals(expected.data(), decimal.data());
        assertTrue(Files.readString(out).matches("(?s)[^;]*,[^;]*"), "the output keeps commas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tab", "\t", "\\t"})
    void tabs(String separator) throws IOException {
        Tensor expected = run(table(ROWS), "--csv-separator", "comma");
        Tensor found = run(table(ROWS.replace(',', '\t')), "--csv-separator", separator);
        assertArrayEquals(expected.data(), found.data());
    }

    @Test
    void graphsReadThemToo() throws IOException {
        Path graph = GraphRunTest.model("unrolled_one_sequence.onnx");
        String rows = ROWS + "1,2,3.5\n";
        Path plain = directory.resolve("plain.safetensors");
        Lanewise.succeed("run", graph, "--input", table(rows), "--output", plain);
        Path german = directory.resolve("german.safetensors");
        Path in = table(rows.replace(',', ';').replace('.', ','));
        Lanewise.succeed(
                "run", graph, "--input", in, "--output", german, "--csv-separator", "semicolon", "--decimal-comma");
        assertEquals(12, Safetensors.read(plain).floats("y").data().length);
        assertEquals(-1, Files.mismatch(plain, german));
    }

    private void refused(int exitCode, Path in, List<String> options, String... parts) {
        List<Object> arguments = new ArrayList<>(List.of("run", model, "--input", in, "--output", out));
        arguments.addAll(options);
        Lanewise.fail(exitCode, arguments, parts);
    }

    @Test
    void areRefusedWithoutTheOption() throws IOException {
        refused(1, table(ROWS.replace(',', ';')), List.of(), "line 1", "found semicolons", "give the separator");
        refused(
                1,
                table(ROWS.replace(',', ';').replace('.', ',')),
                List.of("--csv-separator", "semicolon"),
                "line 1: expected decimal points, found decimal commas",
                "give the decimal comma");
    }

    @Test
    void optionsThatDoNotFitAreRefused() throws IOException {
        refused(2, table(ROWS), List.of("--csv-separator", "pipe"), "comma, semicolon or tab", "'pipe'");
        refused(1, table(ROWS), List.of("--decimal-comma"), "--decimal-comma", "give --csv-separator semicolon or tab");
        Path npy = directory.resolve("in.npy");
        Npy.write(npy, Tensor.zeros(2, 3));
        refused(1, npy, List.of("--csv-separator", "tab"), npy.toString(), "a .csv file for --csv-separator");
        refused(1, npy, List.of("--decimal-comma"), npy.toString(), "a .csv file for --decimal-comma");
    }
}
