package io.github.lanewise.bench.contenders;

/** Weights in other engines' orders. PyTorch's gates are i, f, g, o. */
final class GateOrder {
    /** ONNX's order, i, o, f, c: which of PyTorch's gates comes where. */
    static final int[] ONNX = {0, 3, 1, 2};

    private GateOrder() {}

    /** Rows of four gates in another order. */
    static float[] reorder(float[] rows, int[] order) {
        float[] result = new float[rows.length];
        int gate = rows.length / order.length;
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(rows, order[i] * gate, result, i * gate, gate);
        }
        return result;
    }

    /** A row-major matrix with rows and columns exchanged. */
    static float[] transpose(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = matrix[row * columns + column];
            }
        }
        return result;
    }
}
