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
record Digits(Tensor images, int[] labels, double[] float64, float[] float32, String attribution) {
    /** Classes: the digits from 0 to 9. */
    static final int CLASSES = 10;

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

    int count() {
        return images.size(0);
    }

    int rows() {
        return images.size(1);
    }

    int columns() {
        return images.size(2);
    }

    /** Copies a row of an image. */
    void copyRow(int image, int row, float[] target) {
        System.arraycopy(images.data(), (image * rows() + row) * columns(), target, 0, columns());
    }
}
