package io.github.lanewise.bench.contenders;

import static io.github.lanewise.bench.contenders.OnnxFields.bytes;
import static io.github.lanewise.bench.contenders.OnnxFields.message;
import static io.github.lanewise.bench.contenders.OnnxFields.number;
import static io.github.lanewise.bench.contenders.OnnxFields.string;

import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM stack as an ONNX file, written field by field (onnx.proto3, IR version 8, operator set 14): one LSTM node a layer,
 * joined by Transpose and Reshape where a layer has two directions or another one follows. With weights in int8 the nodes are
 * ONNX Runtime's own DynamicQuantizeLSTM, as its quantize_dynamic makes them.
 *
 * <p>Inputs: X (T, N, features); for steps, of one stream or of many, also H and C, (1, N, units). Outputs: Y; for steps H_out and
 * C_out instead.
 */
final class OnnxModel {
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 14;
    private static final String DOMAIN = "com.microsoft";
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;
    private static final int ATTRIBUTE_INTS = 7;

    private OnnxModel() {}

    /** The file, with weights in float32, or in int8 with a scale a row. */
    static byte[] of(Workload workload, Precision precision) {
        RecurrentSpec stack = workload.stack();
        boolean step = workload.kind() == Workload.Kind.STEP || workload.kind() == Workload.Kind.STREAMS;
        int directions = stack.directions();
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        String x = "X";
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            List<CellWeights> cells = stack.weights().subList(layer * directions, (layer + 1) * directions);
            if (precision == Precision.INT8) {
                OnnxInt8Weights.write(graph, layer, cells);
            } else {
                weights(graph, layer, cells);
            }
            bias(graph, layer, cells);
            String y = "Y" + layer;
            lstm(graph, layer, x, y, stack, step, precision);
            boolean last = layer == stack.numLayers() - 1;
            x = directions == 2 || !last ? join(graph, layer, y, workload) : y;
        }
        string(graph, 2, "lstm");
        message(graph, 11, valueInfo("X", workload.steps(), workload.batch(), stack.inputSize()));
        if (step) {
            for (String state : List.of("H", "C")) {
                message(graph, 11, valueInfo(state, 1, workload.batch(), stack.hiddenSize()));
                message(graph, 12, valueInfo(state + "_out", 1, workload.batch(), stack.hiddenSize()));
            }
        } else if (directions == 2) {
            message(graph, 12, valueInfo(x, workload.steps(), workload.batch(), 2L * stack.hiddenSize()));
        } else {
            message(graph, 12, valueInfo(x, workload.steps(), 1, workload.batch(), stack.hiddenSize()));
        }
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, IR_VERSION);
        message(model, 7, graph);
        ByteArrayOutputStream operators = new ByteArrayOutputStream();
        number(operators, 2, OPERATOR_SET);
        message(model, 8, operators);
        if (precision == Precision.INT8) {
            ByteArrayOutputStream own = new ByteArrayOutputStream();
            string(own, 1, DOMAIN);
            number(own, 2, 1);
            message(model, 8, own);
        }
        return model.toByteArray();
    }

    /** The name of the output that holds every step's hidden state. */
    static String output(Workload workload) {
        RecurrentSpec stack = workload.stack();
        return (stack.directions() == 2 ? "joined" : "Y") + (stack.numLayers() - 1);
    }

    private static void weights(ByteArrayOutputStream graph, int layer, List<CellWeights> cells) {
        int directions = cells.size();
        int rows = cells.getFirst().weightIh().size(0);
        int input = cells.getFirst().weightIh().size(1);
        int hidden = rows / 4;
        float[] w = new float[directions * rows * input];
        float[] r = new float[directions * rows * hidden];
        for (int direction = 0; direction < directions; direction++) {
            CellWeights cell = cells.get(direction);
            put(cell.weightIh().data(), w, direction * rows * input);
            put(cell.weightHh().data(), r, direction * rows * hidden);
        }
        message(graph, 5, tensor("W" + layer, w, directions, rows, input));
        message(graph, 5, tensor("R" + layer, r, directions, rows, hidden));
    }

    private static void bias(ByteArrayOutputStream graph, int layer, List<CellWeights> cells) {
        int rows = cells.getFirst().weightIh().size(0);
        float[] b = new float[cells.size() * 2 * rows];
        for (int direction = 0; direction < cells.size(); direction++) {
            CellWeights cell = cells.get(direction);
            put(bias(cell.biasIh(), rows), b, direction * 2 * rows);
            put(bias(cell.biasHh(), rows), b, direction * 2 * rows + rows);
        }
        message(graph, 5, tensor("B" + layer, b, cells.size(), 2L * rows));
    }

    private static float[] bias(io.github.lanewise.spec.@Nullable Tensor bias, int rows) {
        return bias == null ? new float[rows] : bias.data();
    }

    private static void put(float[] rows, float[] to, int at) {
        System.arraycopy(GateOrder.reorder(rows, GateOrder.ONNX), 0, to, at, rows.length);
    }

    private static void lstm(
            ByteArrayOutputStream graph,
            int layer,
            String x,
            String y,
            RecurrentSpec stack,
            boolean step,
            Precision precision) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : List.of(x, "W" + layer, "R" + layer, "B" + layer, "")) {
            string(node, 1, input);
        }
        boolean int8 = precision == Precision.INT8;
        if (step || int8) {
            string(node, 1, step ? "H" : "");
            string(node, 1, step ? "C" : "");
        }
        if (int8) {
            string(node, 1, ""); // peepholes
            OnnxInt8Weights.scalesAndZeroPoints(layer).forEach(input -> string(node, 1, input));
            string(node, 7, DOMAIN);
        }
        string(node, 2, step ? "" : y);
        if (step) {
            string(node, 2, "H_out");
            string(node, 2, "C_out");
        }
        string(node, 3, "lstm" + layer);
        string(node, 4, int8 ? "DynamicQuantizeLSTM" : "LSTM");
        ByteArrayOutputStream hidden = new ByteArrayOutputStream();
        string(hidden, 1, "hidden_size");
        number(hidden, 3, stack.hiddenSize());
        number(hidden, 20, ATTRIBUTE_INT);
        message(node, 5, hidden);
        ByteArrayOutputStream direction = new ByteArrayOutputStream();
        string(direction, 1, "direction");
        string(direction, 4, stack.directions() == 2 ? "bidirectional" : "forward");
        number(direction, 20, ATTRIBUTE_STRING);
        message(node, 5, direction);
        message(graph, 1, node);
    }

    /** (T, directions, N, units) to (T, N, directions times units). */
    private static String join(ByteArrayOutputStream graph, int layer, String y, Workload workload) {
        ByteArrayOutputStream transpose = new ByteArrayOutputStream();
        string(transpose, 1, y);
        string(transpose, 2, "turned" + layer);
        string(transpose, 4, "Transpose");
        ByteArrayOutputStream perm = new ByteArrayOutputStream();
        string(perm, 1, "perm");
        for (int axis : new int[] {0, 2, 1, 3}) {
            number(perm, 8, axis);
        }
        number(perm, 20, ATTRIBUTE_INTS);
        message(transpose, 5, perm);
        message(graph, 1, transpose);
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        number(shape, 1, 3);
        number(shape, 2, INT64);
        string(shape, 8, "shape" + layer);
        ByteBuffer dims = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        dims.putLong(workload.steps()).putLong(workload.batch()).putLong((long) workload.stack().directions() * workload.stack().hiddenSize());
        bytes(shape, 9, dims.array());
        message(graph, 5, shape);
        ByteArrayOutputStream reshape = new ByteArrayOutputStream();
        string(reshape, 1, "turned" + layer);
        string(reshape, 1, "shape" + layer);
        string(reshape, 2, "joined" + layer);
        string(reshape, 4, "Reshape");
        message(graph, 1, reshape);
        return "joined" + layer;
    }

    static ByteArrayOutputStream tensor(String name, float[] values, long... dims) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (long dim : dims) {
            number(tensor, 1, dim);
        }
        number(tensor, 2, FLOAT);
        string(tensor, 8, name);
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        bytes(tensor, 9, raw.array());
        return tensor;
    }

    private static ByteArrayOutputStream valueInfo(String name, long... dims) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (long dim : dims) {
            ByteArrayOutputStream dimension = new ByteArrayOutputStream();
            number(dimension, 1, dim);
            message(shape, 1, dimension);
        }
        ByteArrayOutputStream tensorType = new ByteArrayOutputStream();
        number(tensorType, 1, FLOAT);
        message(tensorType, 2, shape);
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        message(type, 1, tensorType);
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        string(info, 1, name);
        message(info, 2, type);
        return info;
    }
}
