package io.github.lanewise.formats.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.lanewise.formats.bytes.ContentsReader;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.Json;
import io.github.lanewise.formats.keras.hdf5.Hdf5File;
import io.github.lanewise.formats.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file: 8 bytes with its length, then a JSON object with a name, dtype, shape and place for
 * each tensor. Read as a stream, so that a hostile header is refused at its first fault and costs no more than its own
 * size.
 */
final class SafetensorsHeader {
    /** The key that is no tensor's name. */
    static final String METADATA = "__metadata__";

    /** The format's own limit, in bytes. */
    static final int MAX_LENGTH = 100_000_000;

    private static final int LENGTH_BYTES = Long.BYTES;

    private final Path path;
    private final JsonParser parser;
    private final long dataBytes;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<TensorEntry> entries = new ArrayList<>();

    private SafetensorsHeader(Path path, JsonParser parser, long dataBytes) {
        this.path = path;
        this.parser = parser;
        this.dataBytes = dataBytes;
    }

    /** Reads the header and checks what can be checked without the data. */
    static SafetensorsHeader read(Path path, ContentsReader file) throws FormatException {
        int length = length(path, file);
        byte[] utf8 = file.bytes(length, "header");
        if (length == 0 || utf8[0] != '{') {
            String found = length == 0 ? "no bytes" : "byte 0x%02x".formatted(Byte.toUnsignedInt(utf8[0]));
            throw new FormatException(
                    path, "header", "'{' as the first byte", found, "check that this is a safetensors file");
        }
        try (JsonParser parser = Json.parser(path, "header", utf8)) {
            SafetensorsHeader header = new SafetensorsHeader(path, parser, file.remaining());
            header.parse();
            return header;
        } catch (JsonProcessingException e) {
            throw Json.refusal(path, "header", new String(utf8, StandardCharsets.UTF_8), e);
        } catch (FormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("the header is in memory", e);
        }
    }

    private static int length(Path path, ContentsReader file) throws FormatException {
        EmptyFile.refuse(path, file.size(), "a safetensors file");
        if (file.size() < LENGTH_BYTES) {
            throw new FormatException(
                    path,
                    "header length",
                    LENGTH_BYTES + " bytes",
                    file.size() + " in the whole file",
                    "the file is cut off or no safetensors file");
        }
        byte[] first = file.bytes(LENGTH_BYTES, "header length");
        long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        boolean possible = length >= 0 && length <= Math.min(MAX_LENGTH, file.remaining());
        String another = possible ? null : anotherKind(first);
        if (another != null) {
            throw new FormatException(
                    path, "", "a safetensors file", another, "give the file a name with the ending of its kind");
        }
        if (length < 0 || length > MAX_LENGTH) {
            throw new FormatException(
                    path,
                    "header length",
                    "at most " + MAX_LENGTH + " bytes",
                    Long.toUnsignedString(length),
                    "check that this is a safetensors file");
        }
        if (length > file.remaining()) {
            throw new FormatException(
                    path,
                    "header length",
                    "at most the " + file.remaining() + " bytes that follow it",
                    Long.toString(length),
                    "the file is cut off or no safetensors file");
        }
        return (int) length;
    }

    /** What a file is that begins with these bytes and is no safetensors file; null if we do not know. */
    private static @Nullable String anotherKind(byte[] first) {
        boolean pickle = first[0] == (byte) 0x80 && first[1] >= 2 && first[1] <= 5;
        if (pickle) {
            return "a Python pickle, as PyTorch's .pt files from before 1.6 are";
        }
        if (first[0] == 'P' && first[1] == 'K') {
            return "a zip file, as .pt, .npz and .keras files are";
        }
        if (Hdf5File.isSignature(first)) {
            return "an HDF5 file, as Keras's .h5 files are";
        }
        boolean npy = Arrays.equals(first, 0, NpyHeader.MAGIC.length, NpyHeader.MAGIC, 0, NpyHeader.MAGIC.length);
        return npy ? "an .npy file" : null;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** In the header's order. */
    List<TensorEntry> entries() {
        return entries;
    }

    private void parse() throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = unicode("header", parser.currentName());
            parser.nextToken();
            if (name.equals(METADATA)) {
                parseMetadata();
            } else {
                entries.add(new EntryParser(name).parse());
            }
        }
        if (parser.nextToken() != null) {
            throw new FormatException(path, "header", "nothing after the closing '}'", parser.getText(), "");
        }
    }

    private void parseMetadata() throws IOException {
        require(METADATA, JsonToken.START_OBJECT, "an object of strings");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = unicode(METADATA, parser.currentName());
            parser.nextToken();
            String where = METADATA + ", key '" + key + "'";
            require(where, JsonToken.VALUE_STRING, "a string");
            metadata.put(key, unicode(where, parser.getText()));
        }
    }

    private void require(String where, JsonToken expected, String what) throws IOException {
        if (parser.currentToken() != expected) {
            throw refused(where, what);
        }
    }

    private FormatException refused(String where, String expected) throws IOException {
        return new FormatException(path, where, expected, found(), "");
    }

    private String found() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case END_ARRAY -> "the array's end";
            case VALUE_STRING -> "the string '" + parser.getText() + "'";
            case null -> "the header's end";
            default -> parser.getText();
        };
    }

    private String unicode(String where, String text) throws FormatException {
        if (!Messages.isUnicode(text)) {
            throw new FormatException(path, where, "Unicode text", "half of a surrogate pair in '" + text + "'", "");
        }
        return text;
    }

    /** One tensor's object: exactly dtype, shape and data_offsets. */
    private final class EntryParser {
        private final String name;
        private final String where;
        private @Nullable Dtype dtype;
        private long @Nullable [] shape;
        private long @Nullable [] offsets;

        EntryParser(String name) {
            this.name = name;
            this.where = "tensor " + name;
        }

        TensorEntry parse() throws IOException {
            require(where, JsonToken.START_OBJECT, "an object with dtype, shape and data_offsets");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "dtype" -> dtype = dtype();
                    case "shape" -> shape = wholeNumbers(where + ", shape");
                    case "data_offsets" -> offsets = wholeNumbers(where + ", data_offsets");
                    default ->
                        throw new FormatException(
                                path, where, "the keys dtype, shape and data_offsets only", "'" + key + "'", "");
                }
            }
            return checked(present("dtype", dtype), present("shape", shape), present("data_offsets", offsets));
        }

        private Dtype dtype() throws IOException {
            require(where + ", dtype", JsonToken.VALUE_STRING, "a string");
            Dtype known = Dtype.ofName(parser.getText());
            if (known == null) {
                throw refused(where + ", dtype", "one of " + Dtype.names());
            }
            return known;
        }

        private <T> T present(String key, @Nullable T value) throws FormatException {
            if (value == null) {
                throw new FormatException(path, where, "key '" + key + "'", "none", "");
            }
            return value;
        }

        private long[] wholeNumbers(String place) throws IOException {
            require(place, JsonToken.START_ARRAY, "an array of whole numbers");
            long[] numbers = new long[4];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = wholeNumber(place);
            }
            return Arrays.copyOf(numbers, count);
        }

        private long wholeNumber(String place) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || parser.getLongValue() < 0) {
                throw refused(place, "whole numbers from 0 to 2^63 - 1");
            }
            return parser.getLongValue();
        }

        private TensorEntry checked(Dtype type, long[] extents, long[] place) throws FormatException {
            if (place.length != 2) {
                throw new FormatException(
                        path, where + ", data_offsets", "begin and end", place.length + " numbers", "");
            }
            TensorEntry entry = new TensorEntry(name, type, extents, place[0], place[1]);
            if (entry.begin() > entry.end()) {
                throw new FormatException(path, where + ", data_offsets", "begin <= end", entry.offsetsText(), "");
            }
            if (entry.end() > dataBytes) {
                throw new FormatException(
                        path,
                        where + ", data_offsets",
                        "an end of at most " + dataBytes + ", the bytes of data in the file",
                        entry.offsetsText(),
                        "the file is cut off or its header wrong");
            }
            long bytes = bytes(type, extents);
            if (bytes != entry.end() - entry.begin()) {
                throw new FormatException(
                        path,
                        where,
                        bytes + " bytes for shape " + entry.shapeText() + " of " + type,
                        (entry.end() - entry.begin()) + " in data_offsets " + entry.offsetsText(),
                        "");
            }
            return entry;
        }

        private long bytes(Dtype type, long[] extents) throws FormatException {
            long bits = type.bits();
            try {
                for (long extent : extents) {
                    bits = Math.multiplyExact(bits, extent);
                }
            } catch (ArithmeticException e) {
                String found = Messages.shape(extents) + " of " + type;
                throw new FormatException(path, where + ", shape", "fewer than 2^63 bits", found, "").causedBy(e);
            }
            if (bits % Byte.SIZE != 0) {
                throw new FormatException(
                        path,
                        where + ", shape",
                        "elements that fill whole bytes",
                        Messages.shape(extents) + " of " + type + ", " + bits + " bits",
                        "");
            }
            return bits / Byte.SIZE;
        }
    }

    /** The tensors in the order of their data, which they have to cover without hole, overlap or rest. */
    List<TensorEntry> inOrderOfData() throws FormatException {
        List<TensorEntry> sorted = new ArrayList<>(entries);
        sorted.sort(
                (a, b) -> a.begin() != b.begin() ? Long.compare(a.begin(), b.begin()) : Long.compare(a.end(), b.end()));
        long covered = 0;
        String before = "the beginning of the data";
        for (TensorEntry entry : sorted) {
            if (entry.begin() != covered) {
                throw new FormatException(
                        path,
                        "tensor " + entry.name() + ", data_offsets",
                        "a begin of " + covered + ", right after " + before,
                        entry.offsetsText(),
                        entry.begin() > covered
                                ? "the " + (entry.begin() - covered) + " bytes between belong to no tensor"
                                : "the two overlap");
            }
            covered = entry.end();
            before = "tensor " + entry.name();
        }
        if (covered != dataBytes) {
            throw new FormatException(
                    path,
                    "data",
                    covered + " bytes, to the end of " + before,
                    Long.toString(dataBytes),
                    "the last " + (dataBytes - covered) + " bytes belong to no tensor");
        }
        return List.copyOf(sorted);
    }

    long dataBytes() {
        return dataBytes;
    }
}
