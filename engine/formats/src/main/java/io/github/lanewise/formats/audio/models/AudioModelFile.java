package io.github.lanewise.formats.audio.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.json.Json;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.text.Messages;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Models in JSON, told by their keys: RTNeural's, GuitarML's, NAM's, or a state_dict. */
public final class AudioModelFile {
    /** Ten times the largest of the models that people share; a tree takes many times the memory of the text. */
    private static final int MAX_BYTES = 1 << 25;

    private AudioModelFile() {}

    public static ModelFile read(FileContents contents, ReadOptions options) throws FormatException {
        Path path = contents.path();
        ObjectNode object = object(contents);
        if (object.path("kind").asText().equals("PIPELINE")) {
            throw new FormatException(
                    path, "", "a model", "a pipeline of sound", "run it with lanewise run, or with SoundPipeline");
        }
        ConfigObject root = ConfigObject.of(path, "model", object);
        if (object.has("layers")) {
            OptionChecks.requireDescribed(path, options);
            return RtNeural.read(root);
        }
        if (object.has("model_data")) {
            OptionChecks.requireDescribed(path, options);
            return GuitarMl.read(root);
        }
        if (object.has("architecture")) {
            OptionChecks.requireDescribed(path, options);
            return Nam.read(root);
        }
        if (object.isEmpty()
                || object.properties().stream()
                        .noneMatch(member -> member.getValue().isArray())) {
            throw new FormatException(
                    path,
                    "",
                    "a model of RTNeural (layers), GuitarML (model_data) or NAM (architecture), or a state_dict",
                    "the keys "
                            + Messages.list(object.properties().stream()
                                    .map(member -> member.getKey())
                                    .toList()),
                    "");
        }
        return JsonStateDict.read(JsonTensors.read(path, object.properties()), options);
    }

    private static ObjectNode object(FileContents contents) throws FormatException {
        Path path = contents.path();
        JsonNode root = Json.tree(path, "", Json.text(contents, MAX_BYTES));
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new FormatException(path, "", "a JSON object", root.getNodeType().toString(), "");
    }

    /** A model that takes sample by sample, at the rate that its file says; null where it says none. */
    static @Nullable AudioFrames ofSamples(ConfigObject file, String key) throws FormatException {
        return file.given(key) ? new AudioFrames(file.sampleRate(key), 1, 0) : null;
    }
}
