package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/** The right class of each row of an output: {@code .npy}, {@code .csv}, or the tensor {@code label} of {@code .safetensors}. */
final class Labels {
    /** What the tensor is called. */
    static final String NAME = "label";

    private final Path path;
    private final float[] classes;

    private Labels(Path path, float[] classes) {
        this.path = path;
        this.classes = classes;
    }

    /**
     * Reads labels.
     *
     * @throws IOException if the file cannot be read, or has no numbers
     */
    static Labels read(Path path) throws IOException {
        Tensor labels = switch (FileKind.of(path)) {
            case CSV -> Csv.read(path);
            case NPY -> Npy.read(path);
            case SAFETENSORS -> new NumberReader(Safetensors.read(path)).floats(NAME);
            case WAV ->
                throw new FormatException(
                        path, "", "labels in .npy, .csv or .safetensors", "a recording", "give another file");
        };
        return new Labels(path, labels.data());
    }

    /**
     * Refuses labels that do not fit an output.
     *
     * @param output rows of a number for each class
     * @throws FormatException if there is not one label a row, or one is no class
     */
    void requireFit(Tensor output) throws FormatException {
        int size = output.size(output.rank() - 1);
        if (size < 2) {
            throw new FormatException(
                    path, "", "a model that writes a number for each of several classes", "one that writes one", "");
        }
        int rows = output.data().length / size;
        if (classes.length != rows) {
            throw new FormatException(
                    path,
                    "",
                    "a label for each of the " + rows + " rows of output " + output.shapeText(),
                    Integer.toString(classes.length),
                    "");
        }
        for (int row = 0; row < rows; row++) {
            if (!(classes[row] >= 0 && classes[row] < size && classes[row] == (int) classes[row])) {
                throw new FormatException(
                        path, "label " + row, "a class from 0 to " + (size - 1), Float.toString(classes[row]), "");
            }
        }
    }

    /**
     * How many rows have their greatest number at their label.
     *
     * @param output that fits
     * @param counts which rows count
     */
    int right(Tensor output, IntPredicate counts) {
        int size = output.size(output.rank() - 1);
        int right = 0;
        for (int row = 0; row < classes.length; row++) {
            right += counts.test(row) && greatest(output.data(), row * size, size) == classes[row] ? 1 : 0;
        }
        return right;
    }

    private static int greatest(float[] data, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            best = data[from + i] > data[from + best] ? i : best;
        }
        return best;
    }
}
