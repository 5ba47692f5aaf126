package io.github.lanewise.formats;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.lanewise.spec.Tensor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers in rows, with commas between them; UTF-8. */
public final class Csv {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
    private static final int MAX_FLOATS = Integer.MAX_VALUE - 8;

    private Csv() {}

    /**
     * Reads rows of decimal numbers, {@code nan} or {@code inf}. A first row of names, none of them a number, is skipped;
     * so are empty lines.
     *
     * @param path the file
     * @return shape (rows, columns)
     * @throws FormatException if a row has another number of columns than the first, a field is no number or beyond the
     *     range of a float, with its line; or if there are no numbers
     * @throws IOException if the file cannot be read
     */
    public static Tensor read(Path path) throws IOException {
        InputFile.requireReadable(path);
        try (InputStream in = Files.newInputStream(path)) {
            return read(path, in);
        }
    }

    /**
     * Reads rows from a stream, up to its end, as {@link #read(Path)} does.
     *
     * @param in the stream, which stays open
     * @param name what messages call it
     * @return shape (rows, columns)
     * @throws FormatException if a row has another number of columns than the first, a field is no number or beyond the
     *     range of a float, with its line; or if there are no numbers
     * @throws IOException if the stream cannot be read
     */
    public static Tensor read(InputStream in, String name) throws IOException {
        return read(Path.of(name), in);
    }

    private static Tensor read(Path path, InputStream in) throws IOException {
        // Rows of other lengths are let through, to be refused here with both lengths.
        CsvReader.CsvReaderBuilder format = CsvReader.builder()
                .detectBomHeader(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
        try {
            Rows rows = new Rows(path);
            for (CsvRecord row : format.ofCsvRecord(in)) {
                rows.add(row);
            }
            return rows.tensor();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            throw new FormatException(path, "", e);
        }
    }

    /** The rows so far. */
    private static final class Rows {
        private final Path path;
        private float[] floats = new float[256];
        private int count;
        private int columns = -1;
        private int rows;

        Rows(Path path) {
            this.path = path;
        }

        void add(CsvRecord row) throws FormatException {
            if (columns < 0) {
                columns = row.getFieldCount();
                if (isHeader(row)) {
                    return;
                }
            }
            if (row.getFieldCount() != columns) {
                throw new FormatException(
                        path,
                        line(row),
                        columns + " columns as in the first row",
                        Integer.toString(row.getFieldCount()),
                        "");
            }
            if (count > MAX_FLOATS - columns) {
                throw new FormatException(path, line(row), "at most " + MAX_FLOATS + " numbers", "more", "");
            }
            if (count + columns > floats.length) {
                floats = Arrays.copyOf(floats, (int) Math.min(MAX_FLOATS, Math.max(2L * count, count + columns)));
            }
            for (int column = 0; column < columns; column++) {
                floats[count++] = number(row, column);
            }
            rows++;
        }

        Tensor tensor() throws FormatException {
            if (rows == 0) {
                throw new FormatException(
                        path, "", "rows of numbers", "none", "columns are separated by commas, decimals by points");
            }
            return Tensor.of(Arrays.copyOf(floats, count), rows, columns);
        }

        private static boolean isHeader(CsvRecord row) {
            return row.getFields().stream().allMatch(field -> parse(field) == null)
                    && row.getFields().stream().anyMatch(field -> !field.isBlank());
        }

        private float number(CsvRecord row, int column) throws FormatException {
            String field = row.getField(column);
            Float number = parse(field);
            String where = line(row) + ", column " + (column + 1);
            if (number == null) {
                throw new FormatException(
                        path,
                        where,
                        "a number",
                        "'" + field + "'",
                        "columns are separated by commas, decimals by points");
            }
            if (Float.isInfinite(number) && DECIMAL.matcher(field.strip()).matches()) {
                throw new FormatException(path, where, "a number within the range of a float", "'" + field + "'", "");
            }
            return number;
        }

        private static String line(CsvRecord row) {
            return "line " + row.getStartingLineNumber();
        }
    }

    /** The nearest float; null for a text that is no number. */
    private static @Nullable Float parse(String field) {
        String text = field.strip();
        if (DECIMAL.matcher(text).matches()) {
            return Float.valueOf(text);
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan", "+nan", "-nan" -> Float.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Float.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Float.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /**
     * Writes rows, whole or not at all: each number as the shortest decimal that reads back to the same float, or
     * {@code NaN}, {@code Infinity}, {@code -Infinity}.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param tensor shape (rows, columns), a line a row; or (columns), one line; at least one element
     * @throws IllegalArgumentException if the shape is another
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, Tensor tensor) throws IOException {
        requireRows(path + ": ", tensor);
        AtomicFile.write(path, stream -> writeRows(stream, tensor));
    }

    /**
     * Writes rows as {@link #write(Path, Tensor)} does.
     *
     * @param stream where to; stays open
     * @param tensor shape (rows, columns), a line a row; or (columns), one line; at least one element
     * @throws IllegalArgumentException if the shape is another
     * @throws IOException if the stream cannot be written
     */
    public static void write(OutputStream stream, Tensor tensor) throws IOException {
        requireRows("", tensor);
        writeRows(stream, tensor);
    }

    private static void writeRows(OutputStream stream, Tensor tensor) throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        int columns = tensor.size(tensor.rank() - 1);
        float[] data = tensor.data();
        for (int i = 0; i < data.length; i++) {
            out.write(Float.toString(data[i]));
            out.write((i + 1) % columns == 0 ? '\n' : ',');
        }
        out.flush();
    }

    private static void requireRows(String where, Tensor tensor) {
        if (tensor.rank() < 1 || tensor.rank() > 2 || tensor.data().length == 0) {
            throw new IllegalArgumentException(where + "expected shape (rows, columns) or (columns) with at least one"
                    + " element for .csv, found " + tensor.shapeText() + "; write .npy");
        }
    }
}
