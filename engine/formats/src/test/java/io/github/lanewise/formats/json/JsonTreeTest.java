package io.github.lanewise.formats.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our trees are those of Jackson's own mapper. */
class JsonTreeTest {
    private static final JsonMapper MAPPER = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "-0",
                "-0.0",
                "'text with \\u00fc and \\n'",
                "{}",
                "[]",
                "{'b': {'a': [[], {}, [{'c': null}]]}, 'a': ''}",
                "[true, false, null, 2147483647, 2147483648, -9223372036854775808, 9223372036854775808]",
                "[1.5, 1e5, 1E-400, 1e400, 0.1, 123456789012345678901234567890.5]"
            })
    void isTheTreeOfTheMapper(String text) throws JsonProcessingException {
        String json = text.replace('\'', '"');
        assertEquals(MAPPER.readTree(json), JsonTree.read(Json.FACTORY, json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1", "{'a'", "{'a':", "[1 2]", "{} {}", "1 2", "]", "{'a': 1, 'a': 2}", "[1,]"})
    void refusesWhatTheMapperRefuses(String text) {
        String json = text.replace('\'', '"');
        assertThrows(JsonProcessingException.class, () -> MAPPER.readTree(json));
        assertThrows(JsonProcessingException.class, () -> JsonTree.read(Json.FACTORY, json));
    }

    @Test
    void theDepthIsLimited() {
        assertThrows(JsonProcessingException.class, () -> JsonTree.read(Json.FACTORY, "[".repeat(100_000)));
    }
}
