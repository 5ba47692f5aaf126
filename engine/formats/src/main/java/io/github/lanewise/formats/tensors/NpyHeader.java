package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.bytes.ContentsReader;
import io.github.lanewise.formats.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of an NPY file: magic, version, length, then a Python dictionary with the keys descr, fortran_order and
 * shape.
 */
final class NpyHeader {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int MAX_LENGTH = 1 << 20;

    private final Path path;
    private final String text;
    private int at;
    private @Nullable String descr;
    private @Nullable Boolean fortranOrder;
    private @Nullable List<Integer> shape;

    private NpyHeader(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    static NpyHeader read(Path path, ContentsReader file) throws FormatException {
        byte[] begin = file.bytes(MAGIC.length + 2, "magic and version");
        if (!ByteBuffer.wrap(begin, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new FormatException(path, "magic", "\\x93NUMPY", "other bytes", "check that this is an .npy file");
        }
        int version = begin[MAGIC.length];
        if (version < 1 || version > 3 || begin[MAGIC.length + 1] != 0) {
            throw new FormatException(path, "version", "1.0, 2.0 or 3.0", version + "." + begin[MAGIC.length + 1], "");
        }
        int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer length =
                ByteBuffer.wrap(file.bytes(lengthBytes, "header length")).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = version == 1 ? Short.toUnsignedInt(length.getShort()) : Integer.toUnsignedLong(length.getInt());
        if (bytes > MAX_LENGTH) {
            throw new FormatException(
                    path, "header length", "at most " + MAX_LENGTH + " bytes", Long.toString(bytes), "");
        }
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        NpyHeader header = new NpyHeader(path, new String(file.bytes((int) bytes, "header"), charset));
        header.parse();
        return header;
    }

    /** The type and byte order, for instance {@code <f4}. */
    String descr() throws FormatException {
        return present("descr", descr);
    }

    boolean fortranOrder() throws FormatException {
        return present("fortran_order", fortranOrder);
    }

    int[] shape() throws FormatException {
        return present("shape", shape).stream().mapToInt(Integer::intValue).toArray();
    }

    private <T> T present(String key, @Nullable T value) throws FormatException {
        if (value == null) {
            throw new FormatException(path, "header", "key '" + key + "'", "none", "");
        }
        return value;
    }

    private void parse() throws FormatException {
        expect("\\{", "'{'");
        while (take("\\}") == null) {
            parseEntry();
            if (take(",") == null) {
                expect("\\}", "',' or '}'");
                break;
            }
        }
        if (take("\\z") == null) {
            throw refused("nothing after '}'");
        }
    }

    private void parseEntry() throws FormatException {
        String key = string();
        expect(":", "':'");
        switch (key) {
            case "descr" -> descr = once(key, descr, string());
            case "fortran_order" ->
                fortranOrder = once(
                        key, fortranOrder, expect("True|False", "True or False").equals("True"));
            case "shape" -> shape = once(key, shape, tuple());
            default ->
                throw new FormatException(
                        path, "header", "the keys descr, fortran_order and shape only", "'" + key + "'", "");
        }
    }

    private <T> T once(String key, @Nullable T before, T value) throws FormatException {
        if (before != null) {
            throw new FormatException(path, "header", "each key once", "'" + key + "' again", "");
        }
        return value;
    }

    private String string() throws FormatException {
        String quoted = expect("'[^'\\\\]*+'|\"[^\"\\\\]*+\"", "a string");
        return quoted.substring(1, quoted.length() - 1);
    }

    private List<Integer> tuple() throws FormatException {
        List<Integer> extents = new ArrayList<>();
        expect("\\(", "'('");
        while (take("\\)") == null) {
            // The L is that of Python 2's long integers.
            String digits = expect("[0-9]++L?", "a whole number").replace("L", "");
            try {
                extents.add(Integer.parseInt(digits));
            } catch (NumberFormatException e) {
                throw new FormatException(path, "header, shape", "extents below 2^31", digits, "").causedBy(e);
            }
            if (take(",") == null) {
                expect("\\)", "',' or ')'");
                break;
            }
        }
        return extents;
    }

    private String expect(String regex, String what) throws FormatException {
        String token = take(regex);
        if (token == null) {
            throw refused(what);
        }
        return token;
    }

    /** The next token, if it is such a one. */
    private @Nullable String take(String regex) {
        Matcher matcher =
                Pattern.compile("\\s*+(?<token>" + regex + ")").matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher.group("token");
    }

    private FormatException refused(String expected) {
        return new FormatException(
                path, "header", expected + " at character " + at, "'" + text.substring(at) + "'", "");
    }
}
