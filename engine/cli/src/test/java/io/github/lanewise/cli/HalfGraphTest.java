package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} of ONNX graphs of half precision: named tensors, rows of a stream, a recording. */
class HalfGraphTest {
    private static final double TOLERANCE = 4e-6;

    @TempDir
    private Path directory;

    private static Path model(String name) {
        return GraphRunTest.model("../onnx-half/" + name);
    }

    @Test
    void namedTensorsOfHalfPrecision() throws IOException {
        Path answers = model("half_states_script.answers.safetensors");
        Path output = directory.resolve("out.safetensors");
        Lanewise.succeed("run", model("half_states_script.onnx"), "--input", answers, "--output", output);
        Safetensors found = Safetensors.read(output);
        for (String name : found.names()) {
            double[] exact = Safetensors.read(answers).doubles(name + "_f64");
            assertArrayEquals(exact, found.doubles(name), TOLERANCE);
        }
        assertEquals(3, found.names().size());
    }

    @Test
    void anArrayOfHalfPrecisionIsTheRowsOfAStream() throws IOException {
        Tensor rows = SmallModels.numbers(7, 3);
        for (int i = 0; i < rows.data().length; i++) {
            rows.data()[i] = Float.float16ToFloat(Float.floatToFloat16(rows.data()[i]));
        }
        Path floats = directory.resolve("floats.npy");
        Path halves = directory.resolve("halves.npy");
        Npy.write(floats, rows);
        writeHalves(halves, rows);
        Path first = directory.resolve("first.npy");
        Path second = directory.resolve("second.npy");
        Lanewise.succeed("run", model("converted_all.onnx"), "--input", halves, "--output", first);
        Lanewise.succeed("run", model("converted_all.onnx"), "--input", floats, "--output", second);
        assertArrayEquals(new int[] {7, 2}, Npy.read(first).shape());
        assertArrayEquals(Npy.read(second).data(), Npy.read(first).data());
    }

    private static void writeHalves(Path path, Tensor tensor) throws IOException {
        String header = "{'descr': '<f2', 'fortran_order': False, 'shape': " + tensor.shapeText() + ", }";
        byte[] text = (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(128 + 2 * tensor.data().length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length);
        bytes.put(text);
        for (float value : tensor.data()) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        Files.write(path, bytes.array());
    }

    @Test
    void aRecordingThroughADetectorOfHalfPrecision() throws IOException {
        Path speech = directory.resolve("speech.wav");
        Path output = directory.resolve("probabilities.csv");
        new Wav(16_000, Wav.Encoding.PCM_16, SmallModels.numbers(2000, 1)).write(speech);
        Lanewise lanewise =
                Lanewise.succeed("run", model("converted_frames.onnx"), "--input", speech, "--output", output);
        assertTrue(lanewise.err().contains("real-time factor "), lanewise::toString);
        ModelFile file = ModelFiles.read(model("converted_frames.onnx"));
        Tensor rows = Objects.requireNonNull(file.audio())
                .cut(Wav.read(speech).samples().data());
        float[] expected = Model.of(file.spec()).newSession().run(rows).data();
        assertEquals(4, expected.length);
        assertArrayEquals(expected, Csv.read(output).data());
    }
}
