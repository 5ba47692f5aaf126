package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PushbackInputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Numbers in rows; UTF-8. Columns have commas between them unless {@link CsvOptions} say otherwise. */
public final class Csv {
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
        return read(path, CsvOptions.COMMAS);
    }

    /**
     * Reads rows of decimal numbers, as {@link #read(Path)} does, with another separator or decimal sign.
     *
     * @param path the file
     * @param options how it is written
     * @return shape (rows, columns)
     * @throws FormatException as {@link #read(Path)}; also if a row would be one of numbers with other options
     * @throws IOException if the file cannot be read
     */
    public static Tensor read(Path path, CsvOptions options) throws IOException {
        FileContents.requireReadable(path);
        try (InputStream in = Files.newInputStream(path)) {
            return read(in, path, options);
        }
    }

    /**
     * Reads rows of decimal numbers, as {@link #read(Path, CsvOptions)} does, from a stream up to its end.
     *
     * @param in what is read, and not closed
     * @param name what to call it in messages
     * @param options how it is written
     * @return shape (rows, columns)
     * @throws FormatException as {@link #read(Path, CsvOptions)}
     * @throws IOException if the stream cannot be read
     */
    public static Tensor read(InputStream in, Path name, CsvOptions options) throws IOException {
        PushbackInputStream text = new PushbackInputStream(in);
        int first = text.read();
        if (first < 0) {
            EmptyFile.refuse(name, 0, "rows of numbers");
        }
        text.unread(first);
        CsvStream rows = new CsvStream(text, name, options);
        float[] floats = new float[256];
        int count = 0;
        while (rows.next()) {
            int columns = rows.columns();
            if (count > MAX_FLOATS - columns) {
                throw new FormatException(
                        name, "line " + rows.line(), "at most " + MAX_FLOATS + " numbers", "more", "");
            }
            if (count + columns > floats.length) {
                floats = Arrays.copyOf(floats, (int) Math.min(MAX_FLOATS, Math.max(2L * count, count + columns)));
            }
            rows.copyTo(floats, count);
            count += columns;
        }
        if (count == 0) {
            throw new FormatException(name, "", "rows of numbers", "none", options.describe());
        }
        return Tensor.of(Arrays.copyOf(floats, count), count / rows.columns(), rows.columns());
    }

    /**
     * Writes rows, whole or not at all: each number as the shortest decimal that reads back to the same float, or
     * {@code NaN}, {@code Infinity}, {@code -Infinity}.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param tensor shape (rows, columns), a line per row; or (columns), one line; at least one element
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
     * @param tensor shape (rows, columns), a line per row; or (columns), one line; at least one element
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
