package io.github.lanewise.docs.outputs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of zeros in NumPy's format, for commands whose output does not show the numbers that they read. */
final class Zeros {
    private static final Pattern SHAPE = Pattern.compile("zeros (\\((?:\\d+, )*\\d+,?\\))");

    /** Magic, version and the length of the header's text come before the text; together a multiple of 64 bytes. */
    private static final int BEGINNING = 10;

    private Zeros() {}

    /** The shape in {@code zeros (5, 20, 6)}, as NumPy writes it; nothing of other text. */
    static Optional<String> shape(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Writes an array of float32 zeros. */
    static void write(Path file, String shape) throws IOException {
        int count = Arrays.stream(shape.replaceAll("[() ]", "").split(",", -1))
                .filter(size -> !size.isEmpty())
                .mapToInt(Integer::parseInt)
                .reduce(1, Math::multiplyExact);
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
        int length = Math.ceilDiv(BEGINNING + text.length() + 1, 64) * 64 - BEGINNING;
        byte[] header = (text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[BEGINNING + length + Float.BYTES * count];
        byte[] beginning = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, (byte) (length >> 8)};
        System.arraycopy(beginning, 0, bytes, 0, BEGINNING);
        System.arraycopy(header, 0, bytes, BEGINNING, length);
        Files.write(file, bytes);
    }
}
