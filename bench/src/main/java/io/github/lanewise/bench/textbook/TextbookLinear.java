package io.github.lanewise.bench.textbook;

import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

/** A weight matrix in row-major order and its product with a vector, one dot product a row. */
public final class TextbookLinear {
    private final float[][] weight;

    /**
     * Copies a matrix.
     *
     * @param weight shape (rows, columns)
     */
    public TextbookLinear(Tensor weight) {
        int columns = weight.size(1);
        this.weight = new float[weight.size(0)][];
        for (int row = 0; row < this.weight.length; row++) {
            this.weight[row] = Arrays.copyOfRange(weight.data(), row * columns, (row + 1) * columns);
        }
    }

    /**
     * Adds the product: {@code z += W x}.
     *
     * @param x as many floats as the matrix has columns
     * @param z as many floats as the matrix has rows
     */
    public void addTo(float[] x, float[] z) {
        for (int row = 0; row < weight.length; row++) {
            z[row] += dot(weight[row], x);
        }
    }

    private static float dot(float[] w, float[] x) {
        float sum = 0;
        for (int k = 0; k < w.length; k++) {
            sum += w[k] * x[k];
        }
        return sum;
    }
}
