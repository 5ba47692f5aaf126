package io.github.lanewise.formats.tensors;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, one at a time, from a stream that may have no end. Rules and refusals are those of {@link Csv#read(Path,
 * CsvOptions)}. A row is there as soon as its line is: nothing behind its line break is waited for. Memory does not grow with the
 * rows; a line of more than 16 Mi characters is refused. Not thread-safe.
 */
public final class CsvStream {
    private final InputStream in;
    private final Path name;
    private final CsvOptions options;
    private final CsvRows rows;

    private @Nullable Iterator<CsvRecord> records;
    private float[] numbers = new float[0];
    private long line;

    /**
     * Rows of a stream, of which nothing is read yet.
     *
     * @param in what is read, and not closed
     * @param name what to call it in messages
     * @param options how it is written
     */
    public CsvStream(InputStream in, Path name, CsvOptions options) {
        this.in = in;
        this.name = name;
        this.options = options;
        rows = new CsvRows(name, options);
    }

    /**
     * Goes on to the next row, and waits for it.
     *
     * @return false at the end of the stream
     * @throws FormatException as {@link Csv#read(Path, CsvOptions)}
     * @throws IOException if the stream cannot be read
     */
    public boolean next() throws IOException {
        try {
            if (records == null) {
                records = open();
            }
            while (records.hasNext()) {
                CsvRecord record = records.next();
                float @Nullable [] row = rows.numbers(record);
                if (row != null) {
                    numbers = row;
                    line = record.getStartingLineNumber();
                    return true;
                }
            }
            return false;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            throw new FormatException(name, "", e);
        }
    }

    // Closing would close the stream.
    @SuppressWarnings("resource")
    private Iterator<CsvRecord> open() throws IOException {
        PushbackInputStream text = new PushbackInputStream(in);
        int first = text.read();
        if (first >= 0) {
            text.unread(first);
        }
        // Rows of other lengths are let through, to be refused with both lengths.
        return CsvReader.builder()
                .fieldSeparator(options.separator())
                .detectBomHeader(mayBeginMark(first))
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)
                .iterator();
    }

    /** Looking for a byte order mark takes four bytes, and a first row may have two: it would wait for the second row. */
    private static boolean mayBeginMark(int first) {
        return first == 0xef || first == 0xfe || first == 0xff || first == 0;
    }

    /**
     * The numbers of a row.
     *
     * @return as many in each row, of which there has been one
     */
    public int columns() {
        return numbers.length;
    }

    /**
     * Where the row begins.
     *
     * @return the number of its line, from 1
     */
    public long line() {
        return line;
    }

    /**
     * Copies the row.
     *
     * @param to the array for its numbers
     * @param at where the first goes
     * @throws IndexOutOfBoundsException if there is no room for {@link #columns} numbers
     */
    public void copyTo(float[] to, int at) {
        System.arraycopy(numbers, 0, to, at, numbers.length);
    }
}
