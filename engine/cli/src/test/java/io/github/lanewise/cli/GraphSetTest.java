package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --set}: inputs of an ONNX graph that are the same in every run. */
class GraphSetTest {
    private static final Path FRAMES = GraphRunTest.model("frames_at_two_rates.onnx");
    private static final Path WEIGHTS = GraphRunTest.model("lstm_batch_first_weights_given.onnx");

    @TempDir
    private Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** The options that set weights to arrays of the answers beside the graph. */
    private List<Object> weights() throws IOException {
        Safetensors answers =
                Safetensors.read(GraphRunTest.model("lstm_batch_first_weights_given.answers.safetensors"));
        List<Object> options = new ArrayList<>();
        for (String name : List.of("W", "R", "B", "P")) {
            Npy.write(file(name + ".npy"), answers.floats(name));
            options.add("--set");
            options.add(name + "=@" + file(name + ".npy"));
        }
        return options;
    }

    private static Lanewise succeed(List<?> first, List<?> then) {
        List<Object> arguments = new ArrayList<>(first);
        arguments.addAll(then);
        return Lanewise.succeed(arguments.toArray());
    }

    @Test
    void aSampleRatePicksTheBranch() throws IOException {
        String shown = Lanewise.succeed("info", FRAMES, "--set", "sr=8000").out();
        assertTrue(shown.contains("8000 Hz, 256 samples a time step, with the 32 before them"), shown);
        assertTrue(shown.lines().anyMatch(line -> line.matches("input +sr +constant 8000")), shown);
        new Wav(8_000, Wav.Encoding.PCM_16, SmallModels.numbers(999, 1)).write(file("x.wav"));
        Lanewise.succeed("run", FRAMES, "--input", file("x.wav"), "--output", file("set.csv"), "--set", "sr=8000");
        Lanewise.succeed("run", FRAMES, "--input", file("x.wav"), "--output", file("told.csv"));
        assertArrayEquals(
                Csv.read(file("told.csv")).data(), Csv.read(file("set.csv")).data());
        Lanewise.fail(
                Main.FAILED,
                List.of("run", FRAMES, "--input", file("x.wav"), "--output", file("y.csv"), "--set", "sr=16000"),
                "x.wav: expected 16000 samples a second",
                "found 8000");
        Lanewise.succeed("verify", FRAMES, "--set", "sr=8000", "--seed", "1");
    }

    @Test
    void weightsAreArraysInFiles() throws IOException {
        Path answers = GraphRunTest.model("lstm_batch_first_weights_given.answers.safetensors");
        List<Object> set = weights();
        succeed(List.of("run", WEIGHTS, "--input", answers, "--output", file("named.safetensors")), set);
        Lanewise.succeed("run", WEIGHTS, "--input", answers, "--output", file("offered.safetensors"));
        Safetensors named = Safetensors.read(file("named.safetensors"));
        Safetensors offered = Safetensors.read(file("offered.safetensors"));
        assertEquals(offered.names(), named.names());
        for (String name : named.names()) {
            assertArrayEquals(offered.floats(name).data(), named.floats(name).data());
        }
        succeed(List.of("convert", WEIGHTS, file("converted.safetensors")), set);
        assertEquals(
                "LSTM(3, 3, peepholes, activations HARD_SIGMOID(0.3, 0.4) ELU(0.7) SCALED_TANH(1.2, 0.8), input_forget)",
                ModelFiles.read(file("converted.safetensors")).spec().describe());
        String shown = succeed(List.of("info", WEIGHTS), set).out();
        assertTrue(shown.lines().anyMatch(line -> line.matches("input +W +constant of shape \\(1, 12, 3\\)")), shown);
    }

    @Test
    void whatIsMissingIsAskedForByTheOption() {
        Lanewise.fail(
                Main.FAILED,
                List.of("info", WEIGHTS),
                "found input 'W'; set this input, or give it in the input file (--set NAME=VALUE)");
    }

    @Test
    void theInputFileMayNotSayOtherwise() throws IOException {
        new SafetensorsWriter()
                .floats("input", Tensor.zeros(1, 288))
                .floats("state", Tensor.zeros(2, 1, 4))
                .integers("sr", new long[] {16_000})
                .write(file("in.safetensors"));
        Lanewise.fail(
                Main.FAILED,
                List.of(
                        "run",
                        FRAMES,
                        "--set",
                        "sr=8000",
                        "--input",
                        file("in.safetensors"),
                        "--output",
                        file("out.safetensors")),
                "input 'sr': expected 8000, to which it is set, found 16000 among the inputs of the run");
    }

    @Test
    void whatIsTypedWrongIsWrongUsage() {
        wrong("sr", "expected NAME=NUMBER or NAME=@FILE.npy, found 'sr'");
        wrong("=8000", "expected NAME=NUMBER or NAME=@FILE.npy, found '=8000'");
        wrong("sr=fast", "input 'sr': expected a number that a float holds", "found 'fast'");
        wrong("sr=1e99", "expected a number that a float holds", "found '1e99'");
        wrong("sr=16777217", "a whole number that a float holds exactly", "found 16777217");
        Lanewise.fail(
                Main.WRONG_USAGE,
                List.of("info", FRAMES, "--set", "sr=8000", "--set", "state=1", "--set", "sr=8000"),
                "expected input 'sr' once, found it twice");
    }

    private static void wrong(String typed, String... parts) {
        Lanewise.fail(Main.WRONG_USAGE, List.of("info", FRAMES, "--set", typed), parts);
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        refused(FRAMES, "rate=1", "input 'rate'", "one of the graph's inputs, 'input', 'state', 'sr'");
        refused(FRAMES, "sr=0.5", "numbers of its type, INT64", "found 0.5");
        refused(FRAMES, "sr=true", "16000 or 8000 samples a second", "found 1");
        refused(FRAMES, "state=1", "input 'state': expected shape (2, batch, 4), found one number");
        refused(FRAMES, "sr=@" + file("sr.csv"), "sr.csv: expected a name that ends in .npy for the input 'sr'");
        refused(FRAMES, "sr=@" + file("sr.npy"), "sr.npy: expected a file, found none");
        refused(SmallModels.save(directory, SmallModels.lstm()), "sr=1", "no ONNX graph", "'sr'");
    }

    private static void refused(Path model, String set, String... parts) {
        Lanewise.fail(Main.FAILED, List.of("info", model, "--set", set), parts);
    }
}
