package io.github.lanewise.formats.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Linear layers beside a recurrent stack, made by torch_checkpoints.py. */
class StackHeadTest {
    private static Path checkpoint(String name) {
        return Resources.file("checkpoints", name);
    }

    private static ReadOptions.Builder head(String layer, Head rows) {
        return ReadOptions.builder()
                .head(layer, rows)
                .batchOrder(BatchOrder.BATCH_FIRST)
                .notices(notice -> {});
    }

    @Test
    void whatIsNotUsedIsSaidWithTheHeadThatFits() throws IOException {
        List<String> notices = new ArrayList<>();
        ModelFile model = ModelFiles.read(
                checkpoint("plain.pt"),
                ReadOptions.builder().notices(notices::add).build());
        assertEquals(List.of("fc.weight", "fc.bias"), model.unused());
        assertEquals("fc", model.possibleHead());
        assertEquals(1, notices.size());
        String notice = notices.getFirst();
        assertTrue(notice.contains("not used: 'fc.weight', 'fc.bias'"), notice);
        assertTrue(notice.contains("fc is a linear layer that fits behind it"), notice);
        assertTrue(notice.contains("the head fc:last-step"), notice);
    }

    @ParameterizedTest
    @EnumSource(Head.class)
    void appliesTheHeadThatTheUserNames(Head rows) throws IOException {
        for (String name : new String[] {"plain.pt", "plain.safetensors"}) {
            ModelFile model = ModelFiles.read(checkpoint(name), head("fc", rows).build());
            assertAnswers(model, "plain", rows);
            assertEquals(List.of(), model.unused());
            assertNull(model.possibleHead());
            assertEquals("fc.weight", model.origins().get("fc.weight"));
            assertEquals("lstm.weight_ih_l0", model.origins().get("lstm.weight_ih_l0"));
            assertEquals(model.spec().tensors().keySet(), model.origins().keySet());
        }
    }

    @ParameterizedTest
    @EnumSource(Head.class)
    void aHeadMayStandInACheckpoint(Head rows) throws IOException {
        Path path = checkpoint("nested.ckpt");
        ModelFile alone = ModelFiles.read(
                path, ReadOptions.builder().notices(notice -> {}).build());
        assertEquals("model.fc", alone.possibleHead());
        ModelFile model = ModelFiles.read(path, head("model.fc", rows).build());
        assertAnswers(model, "nested", rows);
        assertTrue(model.unused().stream().allMatch(name -> name.startsWith("optimizer.")), model.unused()::toString);
    }

    @Test
    void aHeadGoesWithAConfigOfTheStack() throws IOException {
        String json = "{\"kind\": \"LSTM\", \"input_size\": 6, \"hidden_size\": 12, \"batch_first\": true}";
        FileContents config = FileContents.of(json.getBytes(StandardCharsets.UTF_8), "config.json");
        ReadOptions options =
                head("fc", Head.LAST_STEP).prefix("lstm.").config(config).build();
        assertAnswers(ModelFiles.read(checkpoint("plain.pt"), options), "plain", Head.LAST_STEP);
    }

    private static void assertAnswers(ModelFile model, String name, Head rows) throws IOException {
        Safetensors answers = Safetensors.read(checkpoint(name + ".answers.safetensors"));
        Tensor output = Model.of(model.spec()).newSession().run(answers.floats("input"));
        new TorchAnswers(answers, 0).assertNear(rows.name().toLowerCase(Locale.ROOT), output);
    }

    @Test
    void proposesNothingWhereSeveralLayersFit() throws IOException {
        ModelFile model = ModelFiles.read(
                checkpoint("two_heads.pt"),
                ReadOptions.builder().notices(notice -> {}).build());
        assertNull(model.possibleHead());
        assertEquals(4, model.unused().size());
    }

    /** A table of embeddings has as many columns as the stack reads, and here also as many as it writes. */
    @Test
    void takesNoTableForAHead(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("tagger.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.floats("embedding.weight", Tensor.zeros(9, 4));
        writer.floats("lstm.weight_ih_l0", Tensor.zeros(16, 4));
        writer.floats("lstm.weight_hh_l0", Tensor.zeros(16, 4));
        writer.write(path);
        ModelFile model = ModelFiles.read(
                path, ReadOptions.builder().notices(notice -> {}).build());
        assertEquals(List.of("embedding.weight"), model.unused());
        assertNull(model.possibleHead());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "checkpoints; plain.pt; nothing; tensor nothing.weight: expected shape (1, 12) for the head nothing:last-step behind LSTM(6, 12)",
                "checkpoints; plain.pt; lstm; no such tensor",
                "checkpoints; two_heads.pt; lstm.weight_ih_l0; found shape (48, 6)",
                "keras; lstm_relu.keras; dense; no head for a file that describes itself",
                "onnx; torch_last_step_script.onnx; fc; no head for a file that describes itself",
                "audio; rtneural_state_dict.json; dense; no head for a file whose linear layers stand in their order",
                "audio; nam_lstm.nam; dense; no head for a file that describes itself"
            })
    void refusesHeads(String folder, String name, String layer, String expected) {
        Path path = Resources.file(folder, name);
        ReadOptions options = ReadOptions.builder()
                .head(layer, Head.LAST_STEP)
                .notices(notice -> {})
                .build();
        String part = expected.replace("describes itself", "describes its model itself");
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path, options), part);
    }
}
