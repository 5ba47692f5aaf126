package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a quantized ONNX graph. */
class QuantizedGraphTest {
    private static final Path GRAPH = Path.of(
            System.getProperty("basedir", ""), "../formats/src/test/resources/onnx-quantized/dynamic_lstm.onnx");
    private static final String NOTE = GRAPH + ": activations stay float32: answers differ";

    @TempDir
    Path directory;

    @Test
    void itsPrecisionsStayOnceConverted() throws IOException {
        Path converted = directory.resolve("model.safetensors");
        String said = Lanewise.succeed("convert", GRAPH, converted).err();
        assertTrue(said.contains(NOTE), said);
        assertTrue(said.contains("tensors 5 in fp32, 5 in int8; written: "), said);
        assertEquals(Precision.INT8, ModelFiles.read(converted).spec().precision(0));
    }

    @Test
    void infoAndRunSayWhatIsNotImitated() throws IOException {
        String out = Lanewise.succeed("info", GRAPH).out();
        assertTrue(out.lines().anyMatch(line -> line.matches("LSTM\\(4, 6, bidirectional\\) .* int8 .*")), out);
        assertTrue(out.lines().anyMatch(line -> line.startsWith("note ") && line.contains("activations")), out);
        Path input = directory.resolve("x.npy");
        Npy.write(input, SmallModels.numbers(2, 5, 4));
        String said = Lanewise.succeed("run", GRAPH, "--input", input, "--output", directory.resolve("y.npy"))
                .err();
        assertTrue(said.contains(NOTE), said);
    }
}
