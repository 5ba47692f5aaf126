package io.github.lanewise.cli.stream;

import java.io.IOException;
import java.io.OutputStream;

/** How an answer is written. */
public sealed interface RowWriter permits CsvRowWriter, BinaryRowWriter {
    /**
     * Writes a row.
     *
     * @param row all of its numbers
     * @param out where to
     * @throws IOException if it cannot be written
     */
    void write(float[] row, OutputStream out) throws IOException;
}
