package io.github.lanewise.cli.stream;

import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;

/** Rows of numbers, one at a time. */
public sealed interface RowSource permits CsvRowSource, BinaryRowSource {
    /**
     * Reads the next row, and waits for it.
     *
     * @param row filled
     * @return false at the end
     * @throws FormatException if it is no such row
     * @throws IOException if it cannot be read
     */
    boolean read(float[] row) throws IOException;

    /**
     * The place of the row that was read last, for messages.
     *
     * @return for instance {@code line 7}
     */
    String where();
}
