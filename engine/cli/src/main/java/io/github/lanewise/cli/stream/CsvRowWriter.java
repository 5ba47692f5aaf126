package io.github.lanewise.cli.stream;

import java.io.IOException;
import java.io.OutputStream;

/** Answers as lines of text, with numbers as {@link io.github.lanewise.formats.tensors.Csv} writes them. */
public final class CsvRowWriter implements RowWriter {
    /** As many characters as the longest float, {@code -1.17549435E-38}, and a separator. */
    private static final int LONGEST = 16;

    private final StringBuilder line = new StringBuilder();
    private byte[] bytes = new byte[0];

    /** A writer, for one thread at a time. */
    public CsvRowWriter() {}

    @Override
    public void write(float[] row, OutputStream out) throws IOException {
        if (bytes.length < row.length * LONGEST) {
            bytes = new byte[row.length * LONGEST];
        }
        line.setLength(0);
        for (int i = 0; i < row.length; i++) {
            line.append(row[i]).append(i + 1 < row.length ? ',' : '\n');
        }
        // Digits, signs and letters, so that a byte is a character.
        for (int i = 0; i < line.length(); i++) {
            bytes[i] = (byte) line.charAt(i);
        }
        out.write(bytes, 0, line.length());
    }
}
