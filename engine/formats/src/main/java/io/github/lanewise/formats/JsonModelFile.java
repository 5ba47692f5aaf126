package io.github.lanewise.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** Models in JSON, told by their keys: RTNeural's, GuitarML's, NAM's, or a state_dict. */
final class JsonModelFile {
    /** Ten times the largest of the models that people share; a tree takes many times the memory of the text. */
    private static final int MAX_BYTES = 1 << 25;

    private JsonModelFile() {}

    static ModelFile read(FileContents contents, ReadOptions options) throws FormatException {
        Path path = contents.path();
        ObjectNode object = object(contents);
        ConfigObject root = ConfigObject.of(path, "model", object);
        if (object.has("layers")) {
            ModelFiles.requireDescribed(path, options);
            return RtNeural.read(root);
        }
        if (object.has("model_data")) {
            ModelFiles.requireDescribed(path, options);
            return GuitarMl.read(root);
        }
        if (object.has("architecture")) {
            ModelFiles.requireDescribed(path, options);
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
                            + Text.list(object.properties().stream()
                                    .map(member -> member.getKey())
                                    .toList()),
                    "");
        }
        return StateDict.read(JsonTensors.read(path, object.properties()), options);
    }

    private static ObjectNode object(FileContents contents) throws FormatException {
        Path path = contents.path();
        JsonNode root = Json.tree(path, "", Json.text(contents, MAX_BYTES));
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new FormatException(path, "", "a JSON object", root.getNodeType().toString(), "");
    }
}
