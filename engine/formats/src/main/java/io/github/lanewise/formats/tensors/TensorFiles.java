package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Files of one array, in the format that the name's extension says: {@code .npy} or {@code .csv}. */
public final class TensorFiles {
    private enum Format {
        NPY,
        CSV
    }

    private TensorFiles() {}

    /**
     * Reads an array.
     *
     * @param path a file as {@link Npy#read} or {@link Csv#read} takes it
     * @return the array; from CSV of shape (rows, columns)
     * @throws FormatException if the extension is another, or the file breaks a rule of its format
     * @throws IOException if the file cannot be read
     */
    public static Tensor read(Path path) throws IOException {
        return switch (format(path)) {
            case NPY -> Npy.read(path);
            case CSV -> Csv.read(path);
        };
    }

    /**
     * Writes an array, whole or not at all.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param tensor the array; for CSV of rank 1 or 2
     * @throws FormatException if the extension is another
     * @throws IllegalArgumentException if the format cannot hold the shape
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, Tensor tensor) throws IOException {
        switch (format(path)) {
            case NPY -> Npy.write(path, tensor);
            case CSV -> Csv.write(path, tensor);
        }
    }

    private static Format format(Path path) throws FormatException {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case ".npy" -> Format.NPY;
            case ".csv" -> Format.CSV;
            default ->
                throw new FormatException(
                        path,
                        "",
                        "a file name that ends in .npy or .csv",
                        extension.isEmpty() ? "no extension" : "'" + extension + "'",
                        "");
        };
    }
}
