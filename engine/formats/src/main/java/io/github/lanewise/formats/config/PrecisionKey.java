package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a layer's weight matrices are stored, in its description: nothing for fp32. */
final class PrecisionKey {
    private static final String KEY = "precision";
    private static final Map<String, Precision> NAMED = named();

    private PrecisionKey() {}

    private static Map<String, Precision> named() {
        Map<String, Precision> named = new LinkedHashMap<>();
        for (Precision precision : Precision.values()) {
            named.put(precision.text(), precision);
        }
        return named;
    }

    static Precision read(ConfigObject description) throws FormatException {
        return description.has(KEY) ? description.oneOf(KEY, NAMED) : Precision.FP32;
    }

    /** The reverse of {@link #read}. */
    static void write(Precision precision, ObjectNode description) {
        if (precision != Precision.FP32) {
            description.put(KEY, precision.text());
        }
    }
}
