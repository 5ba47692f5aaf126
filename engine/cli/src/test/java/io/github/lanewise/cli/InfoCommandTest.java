package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code info} says of a model, and of what is none. */
class InfoCommandTest {
    @TempDir
    Path directory;

    @Test
    void aClassifier() throws IOException {
        String out = Lanewise.succeed("info", SmallModels.save(directory, SmallModels.classifier()))
                .out();
        assertLine(out, "model", "GRU(3, 5) -> last step -> Linear(5, 2, no bias) -> Softmax");
        assertLine(out, "input", "(N, T, 3)");
        assertLine(out, "output", "(N, 2)");
        assertLine(out, "head", "last step of each sequence");
        assertLine(out, "can step", "yes");
        assertLine(out, "not used", "none of its tensors");
        assertLine(out, "backend", Backend.AUTO.describe());
        assertLine(out, "available", "scalar");
        assertLine(out, "GRU(3, 5)", "gru 3 5 150 600");
        assertLine(out, "total", "160 640");
    }

    @Test
    void aBidirectionalStackCannotStep() throws IOException {
        String out = Lanewise.succeed(
                        "info", SmallModels.save(directory, SmallModels.stack(CellKind.LSTM, true, false)))
                .out();
        assertLine(out, "can step", "no, a bidirectional layer needs the whole sequence");
        assertLine(out, "output", "(T, N, 10)");
    }

    @Test
    void aConvolutionThatLooksAheadCannotStep() throws IOException {
        ModelSpec spec = ModelSpec.builder()
                .add(TemporalConv1dSpec.builder("time", SmallModels.numbers(4, 3, 3))
                        .lookAhead(2)
                        .build())
                .add(RecurrentSpec.builder(CellKind.GRU, 4, 2).name("gru").buildUntrained(new SplittableRandom(1)))
                .build();
        String out = Lanewise.succeed("info", SmallModels.save(directory, spec)).out();
        assertLine(out, "can step", "no, a convolution that looks ahead needs the whole sequence");
    }

    @Test
    void anAutoencoderHasItsOwnSteps() throws IOException {
        String out = Lanewise.succeed("info", SmallModels.save(directory, SmallModels.autoencoder(true)))
                .out();
        assertLine(
                out,
                "model",
                "LSTM(3, 4, reverse) -> final hidden state -> Repeat(6) -> GRU(4, 3, bidirectional) -> Merge(sum, 3)");
        assertLine(out, "input", "(N, T, 3)");
        assertLine(out, "output", "(N, 6, 3)");
        assertLine(out, "can step", "no, a layer that runs in reverse needs the whole sequence");
    }

    @Test
    void unusedTensorsAndWhereTheArchitectureIsFrom() throws IOException {
        Path path = directory.resolve("bare.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        for (Map.Entry<String, Tensor> entry : SmallModels.lstm().tensors().entrySet()) {
            writer.floats(entry.getKey(), entry.getValue());
        }
        writer.floats("something_else", SmallModels.numbers(2)).write(path);
        String out = Lanewise.succeed("info", path).out();
        assertLine(out, "model", "LSTM(3, 5, 2 layers)");
        assertLine(out, "read from", "names and shapes of the tensors");
        assertLine(out, "not used", "something_else");
    }

    @Test
    void whatIsNoModel() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Lanewise.fail(
                1, List.of("info", directory.resolve("missing.safetensors")), "missing.safetensors", "found none");
        Lanewise.fail(1, List.of("info", directory), directory.toString(), "a directory");
        byte[] bytes = Files.readAllBytes(model);
        for (int length : new int[] {0, 7, 8, 100, bytes.length - 1}) {
            Path cut = Files.write(directory.resolve("cut.safetensors"), Arrays.copyOf(bytes, length));
            Lanewise.fail(1, List.of("info", cut), "cut.safetensors", "expected", "found");
        }
        Path text = Files.writeString(directory.resolve("text.safetensors"), "not a model\n".repeat(20));
        Lanewise.fail(1, List.of("info", text), "text.safetensors");
    }

    private static void assertLine(String out, String begin, String part) {
        assertTrue(
                out.lines()
                        .map(line -> line.replaceAll(" +", " "))
                        .anyMatch(line -> line.startsWith(begin + " ") && line.contains(part)),
                () -> "expected a line '" + begin + " ... " + part + "' in:\n" + out);
    }
}
