package io.github.lanewise.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent stack: PyTorch's {@code nn.LSTM}, {@code nn.GRU} or {@code nn.RNN} with its weights. Made by {@link #builder}.
 * Immutable, if nobody writes to the weights' arrays.
 */
public final class RecurrentSpec implements LayerSpec {
    private final String name;
    private final CellKind kind;
    private final int inputSize;
    private final int hiddenSize;
    private final int numLayers;
    private final boolean bidirectional;
    private final boolean reverse;
    private final int projSize;
    private final boolean bias;
    private final List<CellWeights> weights;
    private final List<CellOptions> options;
    private final @Nullable Tensor initialHidden;
    private final @Nullable Tensor initialCell;

    /**
     * Checks sizes, options and the shape of every tensor.
     *
     * @throws IllegalArgumentException naming the option or the tensor, what was expected and what was found
     */
    RecurrentSpec(
            RecurrentBuilder builder,
            List<CellWeights> weights,
            @Nullable Tensor initialHidden,
            @Nullable Tensor initialCell) {
        name = builder.name;
        kind = builder.kind;
        inputSize = builder.inputSize;
        hiddenSize = builder.hiddenSize;
        numLayers = builder.numLayers;
        bidirectional = builder.bidirectional;
        reverse = builder.reverse;
        projSize = builder.projSize;
        bias = builder.bias;
        this.weights = List.copyOf(weights);
        this.initialHidden = initialHidden;
        this.initialCell = initialCell;
        options = builder.optionsByDirection();
        checkSizes(kind, inputSize, hiddenSize, numLayers, projSize);
        if (bidirectional && reverse) {
            throw new IllegalArgumentException(kind + ": expected bidirectional or reverse, found both; a bidirectional"
                    + " layer has its reverse direction");
        }
        long cells = (long) numLayers * directions();
        if (weights.size() != cells) {
            throw new IllegalArgumentException(
                    kind + ": expected weights for " + cells + " layers and directions, found " + weights.size());
        }
        checkOptions(kind, directions(), projSize, options, initialCell);
        checkTensors(hasPeepholes(kind, projSize, this.weights));
    }

    private void checkTensors(boolean peepholes) {
        int directions = directions();
        int recurrent = recurrentSize();
        int gateRows = kind.gates() * hiddenSize;
        String prefix = name.isEmpty() ? "tensor " : "tensor " + name + ".";
        requireOptional(initialHidden, initialHidden != null, prefix + "initial_hidden", weights.size(), recurrent);
        requireOptional(initialCell, initialCell != null, prefix + "initial_cell", weights.size(), hiddenSize);
        for (int i = 0; i < weights.size(); i++) {
            int layerInput = i < directions ? inputSize : recurrent * directions;
            String suffix = suffix(i / directions, isReverse(i % directions));
            CellWeights cell = weights.get(i);
            cell.weightIh().requireShape(prefix + "weight_ih" + suffix, gateRows, layerInput);
            cell.weightHh().requireShape(prefix + "weight_hh" + suffix, gateRows, recurrent);
            requireOptional(cell.biasIh(), bias, prefix + "bias_ih" + suffix, gateRows);
            requireOptional(cell.biasHh(), bias, prefix + "bias_hh" + suffix, gateRows);
            requireOptional(cell.weightHr(), projSize > 0, prefix + "weight_hr" + suffix, recurrent, hiddenSize);
            requireOptional(cell.peepholes(), peepholes, prefix + "peepholes" + suffix, 3 * hiddenSize);
        }
    }

    static void checkSizes(CellKind kind, int inputSize, int hiddenSize, int numLayers, int projSize) {
        requireAtLeastOne(kind, "input_size", inputSize);
        requireAtLeastOne(kind, "hidden_size", hiddenSize);
        requireAtLeastOne(kind, "num_layers", numLayers);
        if (hiddenSize > Integer.MAX_VALUE / (2 * kind.gates())) {
            throw new IllegalArgumentException(kind + ": expected hidden_size of at most "
                    + Integer.MAX_VALUE / (2 * kind.gates()) + ", found " + hiddenSize);
        }
        if (projSize != 0 && kind != CellKind.LSTM) {
            throw new IllegalArgumentException(
                    kind + ": expected proj_size 0, found " + projSize + "; only LSTM has a projection");
        }
        if (projSize < 0 || projSize >= hiddenSize) {
            throw new IllegalArgumentException(kind + ": expected proj_size from 0 to hidden_size - 1 = "
                    + (hiddenSize - 1) + ", found " + projSize);
        }
    }

    private static void checkOptions(
            CellKind kind, int directions, int projSize, List<CellOptions> options, @Nullable Tensor initialCell) {
        if (options.size() != directions) {
            throw new IllegalArgumentException(
                    kind + ": expected options for " + directions + " directions, found " + options.size());
        }
        for (CellOptions direction : options) {
            direction.check(kind);
            if (projSize > 0 && !direction.areOf(kind)) {
                throw new IllegalArgumentException(kind + ": expected PyTorch's cell with proj_size " + projSize
                        + ", found " + direction.describe(kind) + "; a projection goes with nothing else");
            }
        }
        if (initialCell != null && kind != CellKind.LSTM) {
            throw new IllegalArgumentException(
                    kind + ": expected no initial_cell, found one; only LSTM has cell state");
        }
    }

    private static boolean hasPeepholes(CellKind kind, int projSize, List<CellWeights> weights) {
        boolean peepholes = weights.getFirst().peepholes() != null;
        if (peepholes && (kind != CellKind.LSTM || projSize > 0)) {
            throw new IllegalArgumentException(
                    kind + ": expected no peepholes, found some; only LSTM without projection has them");
        }
        return peepholes;
    }

    private static void requireAtLeastOne(CellKind kind, String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(kind + ": expected " + what + " of at least 1, found " + value);
        }
    }

    private static void requireOptional(@Nullable Tensor tensor, boolean expected, String what, int... shape) {
        if (expected && tensor == null) {
            throw new IllegalArgumentException(what + ": expected, found none");
        }
        if (!expected && tensor != null) {
            throw new IllegalArgumentException(what + ": not expected with these options, found " + tensor.shapeText());
        }
        if (tensor != null) {
            tensor.requireShape(what, shape);
        }
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * The cell.
     *
     * @return LSTM, GRU or RNN
     */
    public CellKind kind() {
        return kind;
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    /**
     * Units of each layer and direction (H).
     *
     * @return at least 1
     */
    public int hiddenSize() {
        return hiddenSize;
    }

    /**
     * Layers.
     *
     * @return at least 1
     */
    public int numLayers() {
        return numLayers;
    }

    /**
     * Whether each layer runs in both directions. Their outputs stand side by side, forward first.
     *
     * @return true for both
     */
    public boolean bidirectional() {
        return bidirectional;
    }

    /**
     * Whether each layer runs in the reverse direction alone, from each sequence's last step to its first. Its output of a step
     * stands at that step's own time, as in the reverse half of a bidirectional layer, whose names its tensors have.
     *
     * @return true for reverse alone
     */
    public boolean reverse() {
        return reverse;
    }

    /**
     * Which way a direction runs.
     *
     * @param direction from 0, less than {@link #directions}
     * @return true from each sequence's last step to its first
     */
    public boolean isReverse(int direction) {
        return reverse || direction == 1;
    }

    /**
     * Size of the LSTM's projection.
     *
     * @return 1 to hiddenSize - 1, or 0 for none
     */
    public int projSize() {
        return projSize;
    }

    /**
     * Whether the cells have bias vectors.
     *
     * @return false for none
     */
    public boolean bias() {
        return bias;
    }

    /**
     * The weights of each layer and direction.
     *
     * @return in the order l0 forward, l0 reverse, l1 forward, ..., those of them that there are; unmodifiable
     */
    public List<CellWeights> weights() {
        return weights;
    }

    /**
     * How the cells depart from PyTorch's.
     *
     * @return one entry per direction, for all layers; unmodifiable
     */
    public List<CellOptions> options() {
        return options;
    }

    /**
     * The hidden states that every sequence begins from.
     *
     * @return shape (L D, Hout) in the order of the weights, or null for zeros
     */
    public @Nullable Tensor initialHidden() {
        return initialHidden;
    }

    /**
     * The LSTM's cell states that every sequence begins from.
     *
     * @return shape (L D, H) in the order of the weights, or null for zeros
     */
    public @Nullable Tensor initialCell() {
        return initialCell;
    }

    /**
     * The end of a tensor's name in PyTorch.
     *
     * @param layer from 0
     * @param reverse whether it is the reverse direction
     * @return {@code _l0}, {@code _l0_reverse}, {@code _l1}, ...
     */
    public static String suffix(int layer, boolean reverse) {
        return "_l" + layer + (reverse ? "_reverse" : "");
    }

    /**
     * Directions of each layer.
     *
     * @return 1 or 2
     */
    public int directions() {
        return bidirectional ? 2 : 1;
    }

    /**
     * Size of the hidden state of a layer and direction (PyTorch's Hout).
     *
     * @return projSize if there is a projection, otherwise hiddenSize
     */
    public int recurrentSize() {
        return projSize > 0 ? projSize : hiddenSize;
    }

    @Override
    public int outputSize() {
        return recurrentSize() * directions();
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            tensors.putAll(weights.get(i).named(suffix(i / directions(), isReverse(i % directions()))));
        }
        if (initialHidden != null) {
            tensors.put("initial_hidden", initialHidden);
        }
        if (initialCell != null) {
            tensors.put("initial_cell", initialCell);
        }
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public Map<String, Tensor> matrices() {
        Map<String, Tensor> matrices = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> tensor : tensors().entrySet()) {
            if (tensor.getKey().startsWith("weight_")) {
                matrices.put(tensor.getKey(), tensor.getValue());
            }
        }
        return Collections.unmodifiableMap(matrices);
    }

    /**
     * Whether the cells have peepholes.
     *
     * @return true if the gates see the cell state
     */
    public boolean hasPeepholes() {
        return weights.getFirst().peepholes() != null;
    }

    @Override
    public String describe() {
        StringBuilder out = new StringBuilder();
        out.append(kind).append('(').append(inputSize).append(", ").append(hiddenSize);
        if (numLayers > 1) {
            out.append(", ").append(numLayers).append(" layers");
        }
        if (bidirectional) {
            out.append(", bidirectional");
        }
        if (reverse) {
            out.append(", reverse");
        }
        if (projSize > 0) {
            out.append(", projection ").append(projSize);
        }
        if (!bias) {
            out.append(", no bias");
        }
        if (hasPeepholes()) {
            out.append(", peepholes");
        }
        if (initialHidden != null || initialCell != null) {
            out.append(", initial state stored");
        }
        describeOptions(out);
        return out.append(')').toString();
    }

    private void describeOptions(StringBuilder out) {
        if (options.stream().allMatch(options.getFirst()::equals)) {
            String text = options.getFirst().describe(kind);
            out.append(text.isEmpty() ? "" : ", ").append(text);
            return;
        }
        for (int direction = 0; direction < options.size(); direction++) {
            String text = options.get(direction).describe(kind);
            out.append(direction == 0 ? ", forward: " : ", reverse: ").append(text.isEmpty() ? "as in PyTorch" : text);
        }
    }

    /**
     * Begins a recurrent stack of one layer, in the forward direction, with bias and without projection.
     *
     * @param kind the cell
     * @param inputSize features of an input row
     * @param hiddenSize units of each layer and direction
     * @return the builder
     */
    public static RecurrentBuilder builder(CellKind kind, int inputSize, int hiddenSize) {
        return new RecurrentBuilder(kind, inputSize, hiddenSize);
    }
}
