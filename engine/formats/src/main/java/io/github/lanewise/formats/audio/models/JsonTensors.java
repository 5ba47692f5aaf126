package io.github.lanewise.formats.audio.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.LoadedTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors of a state_dict in JSON: names, each with nested arrays of numbers. */
final class JsonTensors {
    private static final int MAX_RANK = 8;

    private JsonTensors() {}

    /** All members of an object, each of which has to be an array of numbers. */
    static LoadedTensors read(Path path, Iterable<Map.Entry<String, JsonNode>> members) throws FormatException {
        Map<String, Tensor> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : members) {
            read.put(member.getKey(), tensor(path, "tensor " + member.getKey(), member.getValue()));
        }
        return new LoadedTensors(path, read);
    }

    /** Nested arrays of the same lengths, with numbers in the innermost. */
    static Tensor tensor(Path path, String where, JsonNode value) throws FormatException {
        List<Integer> shape = new ArrayList<>();
        long elements = 1;
        @Nullable JsonNode inner = value;
        while (inner instanceof ArrayNode array) {
            shape.add(array.size());
            elements *= array.size();
            inner = array.get(0);
        }
        if (shape.isEmpty() || shape.size() > MAX_RANK || elements > Integer.MAX_VALUE) {
            throw new FormatException(path, where, "arrays of numbers", Messages.shorten(value.toString(), 80), "");
        }
        Reader reader = new Reader(path, where, shape);
        reader.fill(value, 0);
        return Tensor.of(
                reader.floats(), shape.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Copies numbers as they come. The arrays grow with what is there, whatever the first of each length. */
    private static final class Reader {
        private final Path path;
        private final String where;
        private final List<Integer> shape;
        private final List<Float> values = new ArrayList<>();

        Reader(Path path, String where, List<Integer> shape) {
            this.path = path;
            this.where = where;
            this.shape = shape;
        }

        void fill(JsonNode value, int depth) throws FormatException {
            if (depth == shape.size()) {
                values.add(number(value));
                return;
            }
            if (!(value instanceof ArrayNode array) || array.size() != shape.get(depth)) {
                String found = value instanceof ArrayNode array
                        ? array.size() + ""
                        : value.getNodeType().toString();
                throw new FormatException(
                        path,
                        where,
                        "arrays of the same lengths, " + shape.get(depth) + " at depth " + depth,
                        found,
                        "");
            }
            for (JsonNode element : array) {
                fill(element, depth + 1);
            }
        }

        private float number(JsonNode value) throws FormatException {
            if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
                throw new FormatException(path, where, "numbers within a float's range", value.toString(), "");
            }
            return value.floatValue();
        }

        float[] floats() {
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values.get(i);
            }
            return floats;
        }
    }
}
