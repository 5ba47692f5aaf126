package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.formats.torch.TorchFile;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with a few bytes changed, cut out or cut off: a result or a refusal in one line, never another exception. */
class DamagedFilesTest {
    private static final long SEED = Long.getLong("lanewise.test.seed", 20_261_123);

    /** Damaged copies of each file; more by a property, see CONTRIBUTING. */
    private static final int ROUNDS = Integer.getInteger("lanewise.test.rounds", 250);

    private final Path directory;

    DamagedFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private interface Reader {
        void read(Path path) throws IOException;
    }

    /** Reads damaged copies of a file; of how many bytes from its front most damage is done. */
    private void damage(Path original, int front, Reader reader) throws IOException {
        System.out.println("DamagedFilesTest, " + original.getFileName() + ": -Dlanewise.test.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] whole = Files.readAllBytes(original);
        Path path = directory.resolve("damaged-" + original.getFileName());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(random, whole, Math.min(front, whole.length));
            Files.write(path, bytes);
            try {
                reader.read(path);
            } catch (IOException e) {
                refused++;
                String message = String.valueOf(e.getMessage());
                assertTrue(message.startsWith(path + ": "), message);
                assertFalse(message.contains("\n"), message);
            } catch (RuntimeException | Error e) {
                fail("seed " + SEED + ", round " + round + ": " + e, e);
            }
        }
        assertTrue(refused > ROUNDS / 10, "refused " + refused);
    }

    private static byte[] damaged(SplittableRandom random, byte[] whole, int front) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> {
                int from = random.nextInt(front);
                int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
                byte[] cut = Arrays.copyOf(bytes, bytes.length - (to - from));
                System.arraycopy(bytes, to, cut, from, bytes.length - to);
                bytes = cut;
            }
            case 2 -> {
                // What structure is made of, so that more than the first check is reached.
                byte[] structure = "{}[]():,\"'0123456789-.eE \\u".getBytes(StandardCharsets.US_ASCII);
                bytes[random.nextInt(front)] = structure[random.nextInt(structure.length)];
            }
            default -> {
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    bytes[random.nextInt(front)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state_dict.pt",
                "before_1_6.pt",
                "checkpoint.ckpt",
                "protocol_5_before_1_6.pth",
                "whole_module.pt",
                "torchscript.pt",
                "column_major.pt",
                "deflated.pt"
            })
    void torchFiles(String name) throws IOException {
        damage(Resources.file("torch-files", name), 2500, path -> {
            TorchFile file = TorchFile.read(path);
            for (String tensor : file.names()) {
                if (file.dtype(tensor).isReadableAsFloats()) {
                    file.floats(tensor);
                }
            }
            ModelFiles.read(path);
        });
    }

    @Test
    void safetensorsWithAFlatConfig() throws IOException {
        damage(Resources.file("torch", "lstm_projection_bidirectional_lengths.safetensors"), 3200, path -> {
            ModelFiles.read(path);
            Safetensors file = Safetensors.read(path);
            for (String name : file.names()) {
                file.doubles(name);
            }
        });
    }

    @Test
    void safetensorsOfAModel() throws IOException {
        damage(Resources.file("torch-models", "embedding_lstm_last_step.safetensors"), 1100, ModelFiles::read);
    }

    /** Numbers and scales; what reads has to go into its precision, too. */
    @Test
    void safetensorsInInt8() throws IOException {
        Path path = directory.resolve("int8.safetensors");
        ModelSpec floats = ModelFiles.read(Resources.file("torch", "gru_no_bias.safetensors"))
                .spec();
        ModelFiles.write(path, floats.withPrecision(Precision.INT8), Map.of());
        damage(path, 1 << 20, damaged -> Model.of(ModelFiles.read(damaged).spec(), Backend.SCALAR));
    }

    @Test
    void safetensorsWithoutConfig() throws IOException {
        Path path = directory.resolve("plain.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        ModelFiles.read(Resources.file("torch", "gru_no_bias.safetensors"))
                .spec()
                .tensors()
                .forEach(writer::floats);
        writer.write(path);
        damage(path, 400, ModelFiles::read);
    }

    /** What reads has to run, or say what is wrong with its inputs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lstm_bidirectional_everything",
                "weights_in_a_branch",
                "states_in_one_tensor",
                "flattened_rows_with_lengths",
                "torch_states_dynamo",
                "frames_at_two_rates",
                "torch_external_data",
                "all_tensors_external"
            })
    void onnx(String name) throws IOException {
        graph(Resources.file("onnx", name + ".onnx"), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamic_lstm_per_channel", "dynamic_language_model", "static_head"})
    void quantizedOnnx(String name) throws IOException {
        graph(Resources.file("onnx-quantized", name + ".onnx"), name);
    }

    private void graph(Path model, String name) throws IOException {
        Path data = model.resolveSibling(name + ".onnx.data");
        if (Files.exists(data)) {
            Files.copy(data, directory.resolve(String.valueOf(data.getFileName())));
        }
        Map<String, Tensor> inputs = GraphAnswers.inputs(model);
        damage(model, 1 << 20, path -> {
            OnnxModel read = OnnxModel.read(path, inputs);
            try {
                read.newRunner(Backend.SCALAR).run(inputs);
            } catch (IllegalArgumentException e) {
                assertFalse(String.valueOf(e.getMessage()).contains("\n"), e.getMessage());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "functional.keras",
                "bidirectional.keras",
                "batch_normalization.keras",
                "backwards_bidirectional.keras",
                "functional.h5",
                "functional_in_chunks.h5",
                "gru_newer_form.h5",
                "cudnn_lstm.h5"
            })
    void keras(String name) throws IOException {
        damage(Resources.file("keras", name), 1 << 20, ModelFiles::read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras_3.weights.h5", "keras_2.h5"})
    void kerasWeights(String name) throws IOException {
        Path config = Resources.file("keras-weights", name.substring(0, name.indexOf('.')) + ".described.json");
        ReadOptions options =
                ReadOptions.builder().config(config).notices(notice -> {}).build();
        damage(Resources.file("keras-weights", name), 1 << 20, path -> ModelFiles.read(path, options));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"guitarml_lstm_skip.json", "nam_lstm.nam", "rtneural_skip.json", "rtneural_state_dict.json"})
    void audioModels(String name) throws IOException {
        damage(Resources.file("audio", name), 2000, ModelFiles::read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cells.npz", "packed.npz"})
    void arrays(String name) throws IOException {
        damage(Resources.file("arrays", name), 1 << 20, ModelFiles::read);
    }

    @Test
    void wav() throws IOException {
        Path path = directory.resolve("x.wav");
        new Wav(48_000, Wav.Encoding.FLOAT_32, Tensor.zeros(50, 1)).write(path);
        damage(path, 60, Wav::read);
    }

    @Test
    void npy() throws IOException {
        Path path = directory.resolve("x.npy");
        Npy.write(path, Tensor.zeros(3, 5));
        damage(path, 90, Npy::read);
    }

    @Test
    void csv() throws IOException {
        Path path = directory.resolve("x.csv");
        Files.writeString(path, "time,\"a value\"\n" + "1.5,-2e3\n".repeat(20));
        damage(path, 1 << 20, Csv::read);
    }
}
