package io.github.lanewise.bench.demo;

import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Handwritten digits that the model has not seen in training, and what PyTorch made of them.
 *
 * @param images shape (N, rows, columns): each image is a sequence of its rows
 * @param labels the digits that the images show, N
 * @param float64 PyTorch's log-probabilities, computed in float64, shape (N, 10), row-major
 * @param float32 the same, computed in float32
 * @param attribution where the images come from, and their licence
 */
@SuppressWarnings("ArrayRecordComponent") // data, never compared
public record Digits(Tensor images, int[] labels, double[] float64, float[] float32, String attribution) {
    /** Classes: the digits from 0 to 9. */
    public static final int CLASSES = 10;

    private static final String MODEL = "/digits/model.safetensors";
    private static final String HELD_OUT = "/digits/held_out.safetensors";

    /**
     * The model that reads them.
     *
     * @return its file
     * @throws IOException if the build has left it out
     */
    public static Path model() throws IOException {
        return ResourceFile.of(MODEL);
    }

    /**
     * The digits of this repository.
     *
     * @return the digits
     * @throws IOException if the build has left them out, or they cannot be read
     */
    public static Digits heldOut() throws IOException {
        return read(ResourceFile.of(HELD_OUT));
    }

    static Digits read(Path path) throws IOException {
        Safetensors file = Safetensors.read(path);
        Tensor images = file.floats("input");
        long[] stored = file.integers("label");
        int[] labels = new int[stored.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Math.toIntExact(stored[i]);
        }
        Map<String, String> metadata = file.metadata();
        String attribution =
                metadata.get("source") + "; " + metadata.get("attribution") + "; " + metadata.get("licence");
        return new Digits(
                images,
                labels,
                file.doubles("log_probabilities_f64"),
                file.floats("log_probabilities_f32").data(),
                attribution);
    }

    /**
     * How many there are.
     *
     * @return images
     */
    public int count() {
        return images.size(0);
    }

    /**
     * Time steps of each.
     *
     * @return rows of an image
     */
    public int rows() {
        return images.size(1);
    }

    /**
     * Features of a time step.
     *
     * @return pixels of a row
     */
    public int columns() {
        return images.size(2);
    }

    /**
     * Copies a row of an image.
     *
     * @param image from 0
     * @param row from 0
     * @param target written from its beginning
     */
    public void copyRow(int image, int row, float[] target) {
        System.arraycopy(images.data(), (image * rows() + row) * columns(), target, 0, columns());
    }
}
