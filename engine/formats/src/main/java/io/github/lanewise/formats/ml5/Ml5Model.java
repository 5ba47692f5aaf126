package io.github.lanewise.formats.ml5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.json.Json;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ml5.js's character models: a folder with {@code manifest.json} and a file of little-endian floats for each variable, as
 * TensorFlow 1 saved them. An embedding, a stack of BasicLSTMCell, and the logits. The cells' kernel has the input's rows
 * before the hidden state's, columns of the gates i, j (the candidate), f, o, and 1 is added to f's bias.
 *
 * @see <a href="https://github.com/ml5js/training-charRNN">the code that trains them</a>
 */
public final class Ml5Model {
    static final String MANIFEST = "manifest.json";

    private static final String EMBEDDING = "embedding";
    private static final String LOGITS = "rnnlm/softmax_w";
    private static final String LOGITS_BIAS = "rnnlm/softmax_b";
    /** How many steps the model was trained for. */
    private static final String STEP_COUNT = "Variable";

    /** No separators, and no name that begins with a dot. */
    private static final Pattern FILE_NAME = Pattern.compile("[^./\\\\\\x00][^/\\\\\\x00]*");

    private static final float FORGET_BIAS = 1;
    private static final int MAX_BYTES = 1 << 20;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path manifest;
    private final Map<String, Tensor> variables;
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final Set<String> left;

    private Ml5Model(Path manifest, Map<String, Tensor> variables) {
        this.manifest = manifest;
        this.variables = variables;
        left = new TreeSet<>(variables.keySet());
    }

    /** Whether a path is such a model's folder, or its manifest. */
    public static boolean isOne(Path path) {
        return String.valueOf(path.getFileName()).equals(MANIFEST) || Files.isRegularFile(path.resolve(MANIFEST));
    }

    public static ModelFile read(Path path) throws IOException {
        Path manifest = Files.isDirectory(path) ? path.resolve(MANIFEST) : path;
        FileContents.requireReadable(manifest);
        Map<String, Tensor> variables = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : entries(manifest).properties()) {
            ConfigObject variable = ConfigObject.of(manifest, "variable " + entry.getKey(), entry.getValue());
            variables.put(entry.getKey(), floats(manifest, variable));
        }
        return new Ml5Model(manifest, variables).model(path);
    }

    private static ObjectNode entries(Path manifest) throws IOException {
        JsonNode root = Json.tree(manifest, "manifest", Json.text(FileContents.read(manifest), MAX_BYTES));
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new FormatException(
                manifest, "manifest", "an object", root.getNodeType().toString(), "");
    }

    private static Tensor floats(Path manifest, ConfigObject variable) throws IOException {
        String name = variable.string("filename");
        int[] shape = variable.shape("shape");
        variable.requireNothingElse();
        if (!FILE_NAME.matcher(name).matches()) {
            throw variable.refused("filename", "the name of a file beside the manifest", "'" + name + "'");
        }
        Path file = manifest.resolveSibling(name);
        long bytes = Float.BYTES;
        for (int extent : shape) {
            bytes = Math.min(bytes * extent, Integer.MAX_VALUE);
        }
        FileContents data = FileContents.read(file);
        if (data.size() != bytes) {
            throw variable.refused(
                    "filename", bytes + " bytes in " + name + ", 4 for each element", data.size() + " bytes");
        }
        float[] floats = new float[(int) (bytes / Float.BYTES)];
        MemorySegment.copy(data.bytes(), FLOAT, 0, floats, 0, floats.length);
        return Tensor.of(floats, shape);
    }

    private ModelFile model(Path path) throws FormatException {
        left.remove(STEP_COUNT);
        Tensor embedding = matrix(EMBEDDING, -1, -1);
        origins.put("embedding.weight", EMBEDDING);
        RecurrentSpec stack = stack(embedding.size(1));
        Tensor logits = matrix(LOGITS, stack.hiddenSize(), -1);
        Tensor bias = vector(LOGITS_BIAS, logits.size(1));
        origins.put("logits.weight", LOGITS + " (transposed)");
        origins.put("logits.bias", LOGITS_BIAS);
        if (!left.isEmpty()) {
            throw new FormatException(
                    manifest, "manifest", "the variables of an embedding, LSTM cells and logits", "also " + left, "");
        }
        try {
            ModelSpec spec = ModelSpec.builder()
                    .add(new EmbeddingSpec("embedding", embedding))
                    .add(stack)
                    .add(new LinearSpec("logits", KerasLayout.transposed(logits), bias))
                    .batchOrder(BatchOrder.UNKNOWN)
                    .build();
            return new ModelFile(path, spec, "ml5 manifest", origins, List.of());
        } catch (IllegalArgumentException e) {
            throw new FormatException(manifest, "manifest", e);
        }
    }

    private RecurrentSpec stack(int inputSize) throws FormatException {
        List<Tensor> kernels = new ArrayList<>();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        int input = inputSize;
        for (int layer = 0; layer == 0 || left.contains(kernelName(layer)); layer++) {
            String name = kernelName(layer);
            Tensor kernel = matrix(name, -1, -1);
            int hidden = kernel.size(1) / 4;
            matrix(name, input + hidden, 4 * hidden);
            if (!kernels.isEmpty() && kernels.getFirst().size(1) != kernel.size(1)) {
                throw refused(name, "cells of one size", kernel);
            }
            kernels.add(kernel);
            addLayer(weights, layer, kernel, vector(biasName(layer), 4 * hidden), input);
            input = hidden;
        }
        return RecurrentSpec.builder(CellKind.LSTM, inputSize, input)
                .name("lstm")
                .numLayers(kernels.size())
                .build(weights);
    }

    private static String cell(int layer) {
        return "rnnlm/multi_rnn_cell/cell_" + layer + "/basic_lstm_cell/";
    }

    private String kernelName(int layer) {
        return either(cell(layer) + "kernel", cell(layer) + "weights");
    }

    private String biasName(int layer) {
        return either(cell(layer) + "bias", cell(layer) + "biases");
    }

    /** A variable by its newer name, which TensorFlow gives since 1.2, if there is one. */
    private String either(String newer, String older) {
        return variables.containsKey(newer) ? newer : older;
    }

    private void addLayer(Map<String, Tensor> weights, int layer, Tensor kernel, Tensor bias, int input) {
        Tensor ordered = Tensor.zeros(bias.size(0));
        float[] gates = gates(bias.data());
        int hidden = gates.length / 4;
        for (int i = 0; i < gates.length; i++) {
            ordered.data()[i] = i / hidden == 1 ? gates[i] + FORGET_BIAS : gates[i];
        }
        float[] rows = gates(KerasLayout.transposed(kernel).data());
        Tensor byGate = Tensor.of(rows, kernel.size(1), kernel.size(0));
        weights.put("weight_ih_l" + layer, columns(byGate, 0, input));
        weights.put("weight_hh_l" + layer, columns(byGate, input, hidden));
        weights.put("bias_ih_l" + layer, ordered);
        weights.put("bias_hh_l" + layer, Tensor.zeros(ordered.size(0)));
        String order = " (gates i, j, f, o to i, f, g, o";
        origins.put("lstm.weight_ih_l" + layer, kernelName(layer) + order + "; rows of the input)");
        origins.put("lstm.weight_hh_l" + layer, kernelName(layer) + order + "; rows of the hidden state)");
        origins.put("lstm.bias_ih_l" + layer, biasName(layer) + order + "; 1 added to f)");
        origins.put("lstm.bias_hh_l" + layer, "zeros");
    }

    /** Blocks of gates i, j, f, o as i, f, g, o. */
    private static float[] gates(float[] source) {
        int block = source.length / 4;
        float[] ordered = new float[source.length];
        int[] order = {0, 2, 1, 3};
        for (int gate = 0; gate < order.length; gate++) {
            System.arraycopy(source, order[gate] * block, ordered, gate * block, block);
        }
        return ordered;
    }

    private static Tensor columns(Tensor matrix, int from, int count) {
        Tensor columns = Tensor.zeros(matrix.size(0), count);
        for (int row = 0; row < matrix.size(0); row++) {
            System.arraycopy(matrix.data(), row * matrix.size(1) + from, columns.data(), row * count, count);
        }
        return columns;
    }

    private Tensor variable(String name) throws FormatException {
        left.remove(name);
        @Nullable Tensor variable = variables.get(name);
        if (variable == null) {
            throw new FormatException(
                    manifest, "variable " + name, "such a variable", "none", "there are " + variables.keySet());
        }
        return Objects.requireNonNull(variable);
    }

    /** A matrix of at least one element; -1 for an extent that may be any. */
    private Tensor matrix(String name, int rows, int columns) throws FormatException {
        Tensor matrix = variable(name);
        boolean fits = matrix.rank() == 2
                && matrix.data().length > 0
                && (rows < 0 || matrix.size(0) == rows)
                && (columns < 0 || matrix.size(1) == columns);
        if (!fits) {
            throw refused(name, "a matrix" + (rows < 0 ? "" : " of " + rows + " rows"), matrix);
        }
        return matrix;
    }

    private Tensor vector(String name, int size) throws FormatException {
        Tensor vector = variable(name);
        if (!vector.hasShape(size)) {
            throw refused(name, "shape (" + size + ")", vector);
        }
        return vector;
    }

    private FormatException refused(String name, String expected, Tensor found) {
        return new FormatException(manifest, "variable " + name, expected, "shape " + found.shapeText(), "");
    }
}
