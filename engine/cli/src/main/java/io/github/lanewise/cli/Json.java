package io.github.lanewise.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.spec.Tensor;
import java.util.Collection;

/** Pieces of the JSON that commands write with {@code --json}. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode strings(Collection<String> strings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        strings.forEach(array::add);
        return array;
    }

    static ArrayNode objects(Collection<ObjectNode> objects) {
        return JsonNodeFactory.instance.arrayNode().addAll(objects);
    }

    static ArrayNode shape(Tensor tensor) {
        ArrayNode shape = JsonNodeFactory.instance.arrayNode();
        for (int size : tensor.shape()) {
            shape.add(size);
        }
        return shape;
    }
}
