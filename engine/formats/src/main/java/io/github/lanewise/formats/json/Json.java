package io.github.lanewise.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How this module reads JSON: strictly, each name once in an object, nothing after the end. */
public final class Json {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_DIGITS = 1000;

    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // The table of names throws an exception of its own when a file's names collide in it on purpose.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Texts are as long as the file has them; what limits them is the limit of the header.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .build();

    private Json() {}

    /** A parser over bytes that have to be UTF-8. */
    public static JsonParser parser(Path path, String where, byte[] utf8) throws IOException {
        CharBuffer text = decode(path, where, utf8);
        return FACTORY.createParser(text.array(), 0, text.limit());
    }

    /** The text of a file, which has to be UTF-8. */
    public static String text(FileContents contents, int maxBytes) throws FormatException {
        Path path = contents.path();
        EmptyFile.refuse(path, contents.size(), "JSON");
        if (contents.size() > maxBytes) {
            throw new FormatException(path, "", "at most " + maxBytes + " bytes", Long.toString(contents.size()), "");
        }
        return decode(path, "", contents.bytes().toArray(ValueLayout.JAVA_BYTE)).toString();
    }

    private static CharBuffer decode(Path path, String where, byte[] utf8) throws FormatException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer out = CharBuffer.allocate(utf8.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new FormatException(
                    path,
                    where,
                    "UTF-8",
                    "byte 0x%02x at offset %d".formatted(Byte.toUnsignedInt(utf8[in.position()]), in.position()),
                    "");
        }
        return out.flip();
    }

    /**
     * The tree of a text.
     *
     * @param path the file, for a refusal
     * @param where the place in the file, or nothing for all of it
     * @param text the text
     * @throws FormatException if it is no JSON, or an object has a key twice
     */
    public static JsonNode tree(Path path, String where, String text) throws FormatException {
        try {
            return JsonTree.read(FACTORY, text);
        } catch (JsonProcessingException e) {
            throw refusal(path, where, text, e);
        }
    }

    /** The refusal of a text that is no JSON, in our own words: the parser's speak of its own options and sources. */
    public static FormatException refusal(Path path, String where, String text, JsonProcessingException e) {
        @Nullable JsonFault fault = JsonFault.in(text, MAX_DEPTH);
        if (fault == null) {
            // What is left is the parser's limit for numbers.
            String expected = "JSON with numbers of at most " + MAX_DIGITS + " characters";
            return new FormatException(path, where, expected, "a longer one", "").causedBy(e);
        }
        String place = (where.isEmpty() ? "" : where + ", ") + fault.place();
        return new FormatException(path, place, "valid JSON: " + fault.expected(), fault.found(), fault.hint())
                .causedBy(e);
    }
}
