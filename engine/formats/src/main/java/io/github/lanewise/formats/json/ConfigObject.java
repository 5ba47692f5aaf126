package io.github.lanewise.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A JSON object of a model's description: values by key, of the right type or refused. */
public final class ConfigObject {
    /** Its tree takes many times the memory of the text. */
    private static final int MAX_CHARS = 1 << 20;

    private final Path path;
    private final String where;
    private final ObjectNode node;
    private final Set<String> read = new HashSet<>();

    private ConfigObject(Path path, String where, ObjectNode node) {
        this.path = path;
        this.where = where;
        this.node = node;
    }

    /** A config in a file of its own. */
    public static ConfigObject read(FileContents contents) throws FormatException {
        return parse(contents.path(), "config", Json.text(contents, 4 * MAX_CHARS));
    }

    public static ConfigObject parse(Path path, String where, String json) throws FormatException {
        if (json.length() > MAX_CHARS) {
            throw new FormatException(
                    path, where, "at most " + MAX_CHARS + " characters", Integer.toString(json.length()), "");
        }
        return of(path, where, Json.tree(path, where, json));
    }

    public static ConfigObject of(Path path, String where, JsonNode node) throws FormatException {
        if (node instanceof ObjectNode object) {
            return new ConfigObject(path, where, object);
        }
        String found = node.isMissingNode() ? "nothing" : node.toString();
        throw new FormatException(path, where, "a JSON object", found, "");
    }

    public String where() {
        return where;
    }

    /** What a caller makes of the values; where they do not go together, the refusal names this object. */
    public <T> T made(Supplier<T> maker) throws FormatException {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, where, e);
        }
    }

    public String string(String key) throws FormatException {
        JsonNode value = required(key, "a string");
        if (!value.isTextual()) {
            throw refused(key, "a string", value.toString());
        }
        return value.textValue();
    }

    /** A size, at least 1. */
    public int size(String key) throws FormatException {
        return integer(key, 1, required(key, "a whole number"));
    }

    /** A whole number, or what holds where the key is left out. */
    public int integer(String key, int least, int otherwise) throws FormatException {
        JsonNode value = optional(key);
        return value == null ? otherwise : integer(key, least, value);
    }

    /** Extents of a shape, each at least 1; none for a scalar. */
    public int[] shape(String key) throws FormatException {
        if (!(required(key, "an array of whole numbers") instanceof ArrayNode array)) {
            throw refused(key, "an array of whole numbers", required(key).toString());
        }
        int[] extents = new int[array.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = integer(key, 1, array.get(i));
        }
        return extents;
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return optional(key) != null;
    }

    /** A number that a float can hold. */
    public float number(String key) throws FormatException {
        return number(key, required(key, "a number"));
    }

    /** A number that a float can hold, or what holds where the key is left out. */
    public float number(String key, float otherwise) throws FormatException {
        JsonNode value = optional(key);
        return value == null ? otherwise : number(key, value);
    }

    /** Samples a second, at least 1, which may be written as a whole number with a point. */
    public int sampleRate(String key) throws FormatException {
        float rate = number(key);
        if (rate < 1 || rate != (int) rate) {
            throw refused(key, "a whole number of hertz", Float.toString(rate));
        }
        return (int) rate;
    }

    /** A truth value, or what holds where the key is left out. */
    public boolean truth(String key, boolean otherwise) throws FormatException {
        JsonNode value = optional(key);
        if (value != null && !value.isBoolean()) {
            throw refused(key, "true or false", value.toString());
        }
        return value == null ? otherwise : value.booleanValue();
    }

    /** A constant by its name. */
    public <E extends Enum<E>> E constant(String key, E[] constants) throws FormatException {
        Map<String, E> named = new LinkedHashMap<>();
        for (E constant : constants) {
            named.put(constant.name(), constant);
        }
        return oneOf(key, named);
    }

    /** What a name among others stands for. */
    public <T> T oneOf(String key, Map<String, T> named) throws FormatException {
        String name = string(key);
        T meant = named.get(name);
        if (meant == null) {
            throw refused(key, "one of " + String.join(", ", named.keySet()), "'" + name + "'");
        }
        return meant;
    }

    public ConfigObject object(String key) throws FormatException {
        return of(path, where + " " + key, required(key, "an object"));
    }

    /** Any value, or null where the key is left out. */
    @Nullable
    public JsonNode value(String key) {
        return optional(key);
    }

    /** Any value. */
    public JsonNode required(String key) throws FormatException {
        return required(key, "a value");
    }

    /** Whether the key is there and is not null. */
    public boolean given(String key) {
        JsonNode value = optional(key);
        return value != null && !value.isNull();
    }

    /** Keys that change nothing, whatever their values. */
    public void ignore(Collection<String> keys) {
        read.addAll(keys);
    }

    public Path path() {
        return path;
    }

    /** The same object under the name that messages give it. */
    public ConfigObject named(String name) {
        return new ConfigObject(path, name, node);
    }

    /** An object within, or null where the key is left out. */
    @Nullable
    public ConfigObject optionalObject(String key) throws FormatException {
        JsonNode value = optional(key);
        return value == null ? null : of(path, where + " " + key, value);
    }

    public List<ConfigObject> objects(String key) throws FormatException {
        JsonNode values = required(key, "an array of objects");
        if (!values.isArray()) {
            throw refused(key, "an array of objects", values.toString());
        }
        List<ConfigObject> objects = new ArrayList<>();
        for (JsonNode value : values) {
            objects.add(of(path, where + " " + key + "[" + objects.size() + "]", value));
        }
        return objects;
    }

    /** Refuses keys that nobody has read. */
    public void requireNothingElse() throws FormatException {
        Set<String> others = new TreeSet<>();
        node.fieldNames().forEachRemaining(others::add);
        others.removeAll(read);
        if (!others.isEmpty()) {
            throw new FormatException(
                    path, where, "no keys but " + Messages.list(new TreeSet<>(read)), Messages.list(others), "");
        }
    }

    public FormatException refused(String key, String expected, String found) {
        return new FormatException(path, where + ", " + key, expected, found, "");
    }

    private int integer(String key, int least, JsonNode value) throws FormatException {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
            throw refused(key, "a whole number from " + least + " to " + Integer.MAX_VALUE, value.toString());
        }
        return value.intValue();
    }

    private float number(String key, JsonNode value) throws FormatException {
        if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
            throw refused(key, "a number within a float's range", value.toString());
        }
        return value.floatValue();
    }

    private JsonNode required(String key, String expected) throws FormatException {
        JsonNode value = optional(key);
        if (value == null) {
            throw refused(key, expected, "no such key");
        }
        return value;
    }

    private @Nullable JsonNode optional(String key) {
        read.add(key);
        return node.get(key);
    }
}
