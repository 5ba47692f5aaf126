package io.github.lanewise.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RecurrentSpec} from options and named weights. Not thread-safe. */
public final class RecurrentBuilder {
    final CellKind kind;
    final int inputSize;
    final int hiddenSize;
    String name = "";
    int numLayers = 1;
    boolean bidirectional;
    boolean reverse;
    int projSize;
    boolean bias = true;
    private boolean peepholes;
    private boolean initialHidden;
    private boolean initialCell;
    private List<CellOptions> options = List.of();

    RecurrentBuilder(CellKind kind, int inputSize, int hiddenSize) {
        this.kind = kind;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
    }

    /**
     * The layer's name, needed where a model has more than this stack.
     *
     * @param value the name that begins its tensors' names in a file
     * @return this
     */
    public RecurrentBuilder name(String value) {
        name = value;
        return this;
    }

    /**
     * The number of layers.
     *
     * @param value at least 1
     * @return this
     */
    public RecurrentBuilder numLayers(int value) {
        numLayers = value;
        return this;
    }

    /**
     * Whether each layer runs in both directions.
     *
     * @param value true for both
     * @return this
     */
    public RecurrentBuilder bidirectional(boolean value) {
        bidirectional = value;
        return this;
    }

    /**
     * Whether each layer runs in the reverse direction alone, see {@link RecurrentSpec#reverse}.
     *
     * @param value true for reverse alone
     * @return this
     */
    public RecurrentBuilder reverse(boolean value) {
        reverse = value;
        return this;
    }

    /**
     * The LSTM's projection.
     *
     * @param value 1 to hiddenSize - 1, or 0 for none
     * @return this
     */
    public RecurrentBuilder projSize(int value) {
        projSize = value;
        return this;
    }

    /**
     * Whether the cells have bias vectors.
     *
     * @param value false for none
     * @return this
     */
    public RecurrentBuilder bias(boolean value) {
        bias = value;
        return this;
    }

    /**
     * How the cells depart from PyTorch's; in nothing unless said.
     *
     * @param value one for all directions, or one per direction, forward first
     * @return this
     */
    public RecurrentBuilder options(CellOptions... value) {
        options = List.of(value);
        return this;
    }

    /**
     * Whether the LSTM's gates see the cell state: tensors {@code peepholes_l0} and so on, see
     * {@link CellWeights#peepholes}.
     *
     * @param value true for peepholes
     * @return this
     */
    public RecurrentBuilder peepholes(boolean value) {
        peepholes = value;
        return this;
    }

    /**
     * Whether sequences begin from stored states: tensors {@code initial_hidden}, see
     * {@link RecurrentSpec#initialHidden}, and {@code initial_cell}.
     *
     * @param hidden true for stored hidden states, false for zeros
     * @param cell true for stored cell states, false for zeros
     * @return this
     */
    public RecurrentBuilder initialStates(boolean hidden, boolean cell) {
        initialHidden = hidden;
        initialCell = cell;
        return this;
    }

    /**
     * Finishes with weights under PyTorch's names, {@code weight_ih_l0} and so on.
     *
     * @param tensors exactly the tensors that the options call for
     * @return the stack
     * @throws IllegalArgumentException if an option is out of range, or a tensor is missing, left over or of a wrong
     *     shape
     */
    public RecurrentSpec build(Map<String, Tensor> tensors) {
        RecurrentSpec.checkSizes(kind, inputSize, hiddenSize, numLayers, projSize);
        Set<String> unused = new TreeSet<>(tensors.keySet());
        List<CellWeights> weights = new ArrayList<>();
        for (int layer = 0; layer < numLayers; layer++) {
            for (int direction = 0; direction < (bidirectional ? 2 : 1); direction++) {
                String suffix = suffix(layer, direction);
                weights.add(new CellWeights(
                        required(tensors, unused, "weight_ih" + suffix),
                        required(tensors, unused, "weight_hh" + suffix),
                        bias ? required(tensors, unused, "bias_ih" + suffix) : null,
                        bias ? required(tensors, unused, "bias_hh" + suffix) : null,
                        projSize > 0 ? required(tensors, unused, "weight_hr" + suffix) : null,
                        peepholes ? required(tensors, unused, "peepholes" + suffix) : null));
            }
        }
        @Nullable Tensor hidden = initialHidden ? required(tensors, unused, "initial_hidden") : null;
        @Nullable Tensor cell = initialCell ? required(tensors, unused, "initial_cell") : null;
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException(describeOptions() + ": expected no further tensors, found " + unused
                    + "; check the options against the tensors");
        }
        return new RecurrentSpec(this, weights, hidden, cell);
    }

    /**
     * Finishes with the weights of another stack, or of its parts.
     *
     * @param weights one entry per layer and direction, in the order l0 forward, l0 reverse, l1 forward, ..., those of them
     *     that there are
     * @param hidden the hidden states that every sequence begins from, shape (L D, Hout), or null for zeros
     * @param cell the LSTM's cell states, shape (L D, H), or null for zeros
     * @return the stack
     * @throws IllegalArgumentException if an option is out of range, or a tensor is missing or of a wrong shape
     */
    public RecurrentSpec build(List<CellWeights> weights, @Nullable Tensor hidden, @Nullable Tensor cell) {
        return new RecurrentSpec(this, weights, hidden, cell);
    }

    /**
     * Finishes without training: weights uniform in ±1/sqrt(hiddenSize), as PyTorch's constructors leave them. So the time
     * of a step can be measured before a model of that size is trained.
     *
     * @param random the source; the same source gives the same weights
     * @return the stack
     * @throws IllegalArgumentException if an option is out of range
     */
    public RecurrentSpec buildUntrained(RandomGenerator random) {
        RecurrentSpec.checkSizes(kind, inputSize, hiddenSize, numLayers, projSize);
        int directions = bidirectional ? 2 : 1;
        int recurrent = projSize > 0 ? projSize : hiddenSize;
        int gateRows = kind.gates() * hiddenSize;
        Map<String, Tensor> tensors = new HashMap<>();
        for (int layer = 0; layer < numLayers; layer++) {
            for (int direction = 0; direction < directions; direction++) {
                String suffix = suffix(layer, direction);
                tensors.put(
                        "weight_ih" + suffix,
                        random(random, gateRows, layer == 0 ? inputSize : recurrent * directions));
                tensors.put("weight_hh" + suffix, random(random, gateRows, recurrent));
                if (bias) {
                    tensors.put("bias_ih" + suffix, random(random, gateRows));
                    tensors.put("bias_hh" + suffix, random(random, gateRows));
                }
                if (projSize > 0) {
                    tensors.put("weight_hr" + suffix, random(random, recurrent, hiddenSize));
                }
                if (peepholes) {
                    tensors.put("peepholes" + suffix, random(random, 3 * hiddenSize));
                }
            }
        }
        if (initialHidden) {
            tensors.put("initial_hidden", random(random, numLayers * directions, recurrent));
        }
        if (initialCell) {
            tensors.put("initial_cell", random(random, numLayers * directions, hiddenSize));
        }
        return build(tensors);
    }

    private String suffix(int layer, int direction) {
        return RecurrentSpec.suffix(layer, reverse || direction == 1);
    }

    private Tensor random(RandomGenerator random, int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        double bound = 1 / Math.sqrt(hiddenSize);
        float[] data = tensor.data();
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) ((random.nextDouble() * 2 - 1) * bound);
        }
        return tensor;
    }

    private Tensor required(Map<String, Tensor> tensors, Set<String> unused, String tensorName) {
        @Nullable Tensor tensor = tensors.get(tensorName);
        if (tensor == null) {
            throw new IllegalArgumentException(describeOptions() + ": expected tensor " + tensorName + ", found none");
        }
        unused.remove(tensorName);
        return tensor;
    }

    private String describeOptions() {
        return (name.isEmpty() ? "" : name + ": ") + kind + " with num_layers " + numLayers + ", bidirectional "
                + bidirectional + (reverse ? ", reverse" : "") + ", proj_size " + projSize + ", bias " + bias
                + (peepholes ? ", peepholes" : "") + (initialHidden || initialCell ? ", initial states" : "");
    }

    /** One entry per direction. */
    List<CellOptions> optionsByDirection() {
        List<CellOptions> each = options.isEmpty() ? List.of(CellOptions.of(kind)) : options;
        return each.size() == 1 ? Collections.nCopies(bidirectional ? 2 : 1, each.getFirst()) : each;
    }
}
