package io.github.lanewise.bench.contenders;

import static io.github.lanewise.bench.contenders.OnnxFields.bytes;
import static io.github.lanewise.bench.contenders.OnnxFields.message;
import static io.github.lanewise.bench.contenders.OnnxFields.number;
import static io.github.lanewise.bench.contenders.OnnxFields.string;

import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.Tensor;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;

/**
 * The weights of a DynamicQuantizeLSTM: whole numbers of 8 bits, (directions, columns, rows), with a scale a row, (directions,
 * rows), and zero points of 0. Rows are in ONNX's order of gates.
 */
final class OnnxInt8Weights {
    private static final int INT8 = 3;

    private OnnxInt8Weights() {}

    /** The names of the inputs behind the peepholes. */
    static List<String> scalesAndZeroPoints(int layer) {
        return List.of("W" + layer + "_scale", "W" + layer + "_zero", "R" + layer + "_scale", "R" + layer + "_zero");
    }

    /** Adds the tensors of a layer's matrices to a graph. */
    static void write(ByteArrayOutputStream graph, int layer, List<CellWeights> cells) {
        write(graph, "W" + layer, cells, CellWeights::weightIh);
        write(graph, "R" + layer, cells, CellWeights::weightHh);
    }

    private static void write(
            ByteArrayOutputStream graph, String name, List<CellWeights> cells, Function<CellWeights, Tensor> matrix) {
        int directions = cells.size();
        int rows = matrix.apply(cells.getFirst()).size(0);
        int columns = matrix.apply(cells.getFirst()).size(1);
        byte[] numbers = new byte[directions * columns * rows];
        float[] scales = new float[directions * rows];
        for (int direction = 0; direction < directions; direction++) {
            Int8Tensor own = Int8Tensor.of(name, matrix.apply(cells.get(direction)));
            System.arraycopy(
                    GateOrder.reorder(own.scales(), GateOrder.ONNX), 0, scales, direction * rows, rows);
            transpose(own.numbers(), rows, columns, numbers, direction * columns * rows);
        }
        message(graph, 5, tensor(name, numbers, directions, columns, rows));
        message(graph, 5, OnnxModel.tensor(name + "_scale", scales, directions, rows));
        message(graph, 5, tensor(name + "_zero", new byte[scales.length], directions, rows));
    }

    /** PyTorch's rows become columns in ONNX's order. */
    private static void transpose(byte[] from, int rows, int columns, byte[] to, int at) {
        int gate = rows / GateOrder.ONNX.length;
        for (int row = 0; row < rows; row++) {
            int source = GateOrder.ONNX[row / gate] * gate + row % gate;
            for (int column = 0; column < columns; column++) {
                to[at + column * rows + row] = from[source * columns + column];
            }
        }
    }

    private static ByteArrayOutputStream tensor(String name, byte[] values, long... dims) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (long dim : dims) {
            number(tensor, 1, dim);
        }
        number(tensor, 2, INT8);
        string(tensor, 8, name);
        bytes(tensor, 9, values);
        return tensor;
    }
}
