package io.github.lanewise.formats.stack;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sizes and options of a recurrent stack, without its weights. */
public record StackShape(
        CellKind kind,
        int inputSize,
        int hiddenSize,
        int numLayers,
        boolean bidirectional,
        int projSize,
        boolean bias,
        StackVariant variant) {
    /** For messages, under the names that a config gives them. */
    public String describe() {
        return kind + " with input_size " + inputSize + ", hidden_size " + hiddenSize + ", num_layers " + numLayers
                + ", bidirectional " + bidirectional + ", proj_size " + projSize + ", bias " + bias
                + variant.describe();
    }

    /**
     * Takes the weights.
     *
     * @param weights where they are
     * @param prefix what begins their names
     * @param layerName the name that the stack is given
     * @param source what says so, for messages
     */
    public RecurrentSpec read(TakenTensors weights, String prefix, String layerName, String source)
            throws FormatException {
        String reason = describe() + ", " + source;
        long gateRows = (long) kind.gates() * hiddenSize;
        long recurrent = projSize > 0 ? projSize : hiddenSize;
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        // Layer by layer, so that a number of layers which the file does not have costs nothing.
        for (int layer = 0; layer < numLayers; layer++) {
            long layerInput = layer == 0 ? inputSize : recurrent * (bidirectional ? 2 : 1);
            for (int direction = 0; direction < (bidirectional ? 2 : 1); direction++) {
                String suffix = RecurrentSpec.suffix(layer, variant.reverse() || direction == 1);
                Taker vector = (name, shape) ->
                        tensors.put(name + suffix, weights.take(prefix + name + suffix, reason, shape));
                Taker matrix = (name, shape) ->
                        tensors.put(name + suffix, weights.takeMatrix(prefix + name + suffix, reason, shape));
                matrix.take("weight_ih", gateRows, layerInput);
                matrix.take("weight_hh", gateRows, recurrent);
                if (bias) {
                    vector.take("bias_ih", gateRows);
                    vector.take("bias_hh", gateRows);
                }
                if (projSize > 0) {
                    matrix.take("weight_hr", recurrent, hiddenSize);
                }
                if (variant.peepholes()) {
                    vector.take("peepholes", 3L * hiddenSize);
                }
            }
        }
        long cells = (long) numLayers * (bidirectional ? 2 : 1);
        if (variant.initialHidden()) {
            tensors.put("initial_hidden", weights.take(prefix + "initial_hidden", reason, cells, recurrent));
        }
        if (variant.initialCell()) {
            tensors.put("initial_cell", weights.take(prefix + "initial_cell", reason, cells, hiddenSize));
        }
        try {
            return variant.addTo(RecurrentSpec.builder(kind, inputSize, hiddenSize))
                    .name(layerName)
                    .numLayers(numLayers)
                    .bidirectional(bidirectional)
                    .projSize(projSize)
                    .bias(bias)
                    .build(tensors);
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), source, e);
        }
    }

    @FunctionalInterface
    private interface Taker {
        void take(String name, long... shape) throws FormatException;
    }
}
