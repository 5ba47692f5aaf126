package io.github.lanewise.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is: layers in a row, as a rule with a recurrent one among them. Made by {@link #builder} or {@link #ofStack}.
 * Immutable, if nobody writes to the weights' arrays.
 */
public final class ModelSpec {
    private final List<LayerSpec> layers;
    private final Head head;
    private final BatchOrder batchOrder;

    /** One a layer. */
    private final List<Precision> precisions;

    /**
     * Checks that the layers fit one another.
     *
     * @throws IllegalArgumentException naming the layer, what was expected and what was found
     */
    private ModelSpec(List<LayerSpec> layers, Head head, BatchOrder batchOrder, List<Precision> precisions) {
        this.layers = List.copyOf(layers);
        this.head = head;
        this.batchOrder = batchOrder;
        this.precisions = ofMatrices(this.layers, precisions);
        ModelChecks.check(this.layers, head);
    }

    private static List<Precision> ofMatrices(List<LayerSpec> layers, List<Precision> precisions) {
        List<Precision> effective = new ArrayList<>();
        for (int i = 0; i < precisions.size(); i++) {
            effective.add(effective(layers.get(i), precisions.get(i)));
        }
        return Collections.unmodifiableList(effective);
    }

    /** A layer without weight matrices has nothing that a precision could change, and a convolution has no int4. */
    private static Precision effective(LayerSpec layer, Precision precision) {
        if (layer.matrices().isEmpty()) {
            return Precision.FP32;
        }
        boolean isConvolution = layer instanceof Conv1dSpec || layer instanceof TemporalConv1dSpec;
        return isConvolution && precision == Precision.INT4 ? Precision.INT8 : precision;
    }

    /**
     * The layers, each reading what the one before writes.
     *
     * @return at least one; unmodifiable
     */
    public List<LayerSpec> layers() {
        return layers;
    }

    /**
     * Which rows the layers after the last recurrent layer see.
     *
     * @return {@link Head#EVERY_STEP} where there is no recurrent layer, or none behind the last repeat
     */
    public Head head() {
        return head;
    }

    /**
     * Whether batched inputs and outputs are (T, N, features) or (N, T, features).
     *
     * @return the order, perhaps unknown
     */
    public BatchOrder batchOrder() {
        return batchOrder;
    }

    /**
     * Features of an input row.
     *
     * @return how many floats a time step reads; 1 (a token) where the first layer is an embedding
     */
    public int inputSize() {
        return layers.getFirst().inputSize();
    }

    /**
     * Features of an output row.
     *
     * @return how many floats an output row has
     */
    public int outputSize() {
        return layers.getLast().outputSize();
    }

    /**
     * Rows of output of a sequence.
     *
     * @param steps time steps of the sequence
     * @return with the head EVERY_STEP as many, or the steps of the last repeat, where there is one; otherwise 1
     */
    public int outputRows(int steps) {
        if (head != Head.EVERY_STEP) {
            return 1;
        }
        for (int i = layers.size() - 1; i >= 0; i--) { // an iterator would be an object in each run
            if (layers.get(i) instanceof RepeatSpec repeat) {
                return repeat.steps();
            }
        }
        return steps;
    }

    /**
     * Where the last recurrent layer stands.
     *
     * @return its index in {@link #layers}; -1 if there is none
     */
    public int lastRecurrent() {
        int last = layers.size() - 1;
        while (last >= 0 && !(layers.get(last) instanceof RecurrentSpec)) {
            last--;
        }
        return last;
    }

    /**
     * Why no step can be computed before the whole sequence is there, for people.
     *
     * @return the layer that is to blame, for instance {@code a bidirectional layer}; null for a model that can go step by step
     */
    public @Nullable String wholeSequenceReason() {
        for (LayerSpec layer : layers) {
            switch (layer) {
                case RecurrentSpec stack
                when stack.bidirectional() -> {
                    return "a bidirectional layer";
                }
                case RecurrentSpec stack
                when stack.reverse() -> {
                    return "a layer that runs in reverse";
                }
                case TemporalConv1dSpec convolution
                when convolution.lookAhead() > 0 -> {
                    return "a convolution that looks ahead";
                }
                case RepeatSpec _ -> {
                    return "a repeat of one row of each sequence";
                }
                default -> {}
            }
        }
        return null;
    }

    /**
     * The stack, where the model is one recurrent stack and nothing else.
     *
     * @return the stack, or null for a longer model
     */
    public @Nullable RecurrentSpec singleStack() {
        return layers.size() == 1 && layers.getFirst() instanceof RecurrentSpec stack ? stack : null;
    }

    /**
     * Every weight under its full name, {@code layer.weight_ih_l0}.
     *
     * @return an ordered, unmodifiable map
     */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (LayerSpec layer : layers) {
            String prefix = layer.name().isEmpty() ? "" : layer.name() + ".";
            layer.tensors().forEach((name, tensor) -> all.put(prefix + name, tensor));
        }
        return Collections.unmodifiableMap(all);
    }

    /**
     * The number of weights.
     *
     * @return elements of all tensors together
     */
    public long parameters() {
        return tensors().values().stream().mapToLong(t -> t.data().length).sum();
    }

    /**
     * The model in one line, for people.
     *
     * @return for instance {@code LSTM(8, 128) -> last step -> Linear(128, 10) -> LogSoftmax}
     */
    public String describe() {
        List<String> backwards = new ArrayList<>();
        Head next = head;
        for (LayerSpec layer : layers.reversed()) {
            if (layer instanceof RecurrentSpec && next != Head.EVERY_STEP) {
                backwards.add(next == Head.LAST_STEP ? "last step" : "final hidden state");
                next = Head.EVERY_STEP;
            } else if (layer instanceof RepeatSpec repeat) {
                next = repeat.head();
            }
            backwards.add(layer.describe());
        }
        return String.join(" -> ", backwards.reversed());
    }

    /**
     * A model of one recurrent stack, as {@code nn.LSTM} alone.
     *
     * @param stack the stack
     * @param batchFirst whether batched inputs and outputs are (N, T, features)
     * @return the model
     */
    public static ModelSpec ofStack(RecurrentSpec stack, boolean batchFirst) {
        return ofStack(stack, BatchOrder.of(batchFirst));
    }

    /**
     * A model of one recurrent stack, as {@code nn.LSTM} alone.
     *
     * @param stack the stack
     * @param batchOrder the order of the axes of batched inputs and outputs
     * @return the model
     */
    public static ModelSpec ofStack(RecurrentSpec stack, BatchOrder batchOrder) {
        return new ModelSpec(List.of(stack), Head.EVERY_STEP, batchOrder, List.of(Precision.FP32));
    }

    /**
     * The same model with another batch order, for one whose file does not say it.
     *
     * @param order of the axes of batched inputs and outputs
     * @return a model with the same layers
     */
    public ModelSpec withBatchOrder(BatchOrder order) {
        return new ModelSpec(layers, head, order, precisions);
    }

    /**
     * How the weight matrices of a layer are stored when the model is made.
     *
     * @param layer its index in {@link #layers}
     * @return {@link Precision#FP32} unless said, and where the layer has no weight matrices; {@link Precision#INT8} for a
     *     convolution of which {@link Precision#INT4} was asked
     */
    public Precision precision(int layer) {
        return precisions.get(layer);
    }

    /**
     * The same model with the weight matrices of all layers in one precision. The spec's own tensors stay as they are.
     *
     * @param precision of every layer that has weight matrices
     * @return a model with the same layers
     */
    public ModelSpec withPrecision(Precision precision) {
        return new ModelSpec(layers, head, batchOrder, Collections.nCopies(layers.size(), precision));
    }

    /**
     * The same model with the weight matrices of one layer in another precision.
     *
     * @param layer its index in {@link #layers}
     * @param precision of that layer
     * @return a model with the same layers
     */
    public ModelSpec withPrecision(int layer, Precision precision) {
        List<Precision> changed = new ArrayList<>(precisions);
        changed.set(layer, precision);
        return new ModelSpec(layers, head, batchOrder, changed);
    }

    /**
     * Begins a model, layer by layer.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Puts layers in a row. Not thread-safe. */
    public static final class Builder {
        private final List<LayerSpec> layers = new ArrayList<>();
        private final List<Precision> precisions = new ArrayList<>();
        private Head head = Head.EVERY_STEP;
        private BatchOrder batchOrder = BatchOrder.TIME_FIRST;

        private Builder() {}

        /**
         * Adds a layer.
         *
         * @param layer reads what the layer before writes
         * @return this
         */
        public Builder add(LayerSpec layer) {
            return add(layer, Precision.FP32);
        }

        /**
         * Adds a layer whose weight matrices are stored in a precision of its own.
         *
         * @param layer reads what the layer before writes
         * @param precision of its weight matrices
         * @return this
         */
        public Builder add(LayerSpec layer, Precision precision) {
            layers.add(layer);
            precisions.add(precision);
            return this;
        }

        /**
         * Adds layers in their order.
         *
         * @param all each reads what the layer before writes
         * @return this
         */
        public Builder addAll(List<? extends LayerSpec> all) {
            all.forEach(this::add);
            return this;
        }

        /**
         * Adds an activation over the features that the layer before writes.
         *
         * @param function one without numbers
         * @return this
         * @throws IllegalArgumentException if the function has numbers
         * @throws IllegalStateException if there is no layer before
         */
        public Builder activation(ActivationSpec.Function function) {
            return add(new ActivationSpec(function, sizeBefore(function)));
        }

        /**
         * Adds an activation of single elements, with its numbers, over the features that the layer before writes.
         *
         * @param activation the function
         * @return this
         * @throws IllegalStateException if there is no layer before
         */
        public Builder activation(CellActivation activation) {
            return add(ActivationSpec.of(activation, sizeBefore(activation.function())));
        }

        private int sizeBefore(Enum<?> function) {
            if (layers.isEmpty()) {
                throw new IllegalStateException(function + ": expected a layer before the activation, found none");
            }
            return layers.getLast().outputSize();
        }

        /**
         * Which rows the layers after the last recurrent layer see; {@link Head#EVERY_STEP} unless said.
         *
         * @param value the head
         * @return this
         */
        public Builder head(Head value) {
            head = value;
            return this;
        }

        /**
         * Whether batched inputs and outputs are (N, T, features); (T, N, features) unless said.
         *
         * @param value true for batch first
         * @return this
         */
        public Builder batchFirst(boolean value) {
            return batchOrder(BatchOrder.of(value));
        }

        /**
         * The order of the axes of batched inputs and outputs; {@link BatchOrder#TIME_FIRST} unless said.
         *
         * @param value the order
         * @return this
         */
        public Builder batchOrder(BatchOrder value) {
            batchOrder = value;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the model
         * @throws IllegalArgumentException if the layers do not fit
         */
        public ModelSpec build() {
            return new ModelSpec(layers, head, batchOrder, precisions);
        }
    }
}
