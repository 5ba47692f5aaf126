package io.github.lanewise.formats.model;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a file does not say of its model. What a file has no use for is refused when it is read, and so is what contradicts
 * it. Immutable.
 */
public final class ReadOptions {
    /** Only what the file says. */
    public static final ReadOptions NONE = builder().build();

    private final @Nullable String prefix;
    private final @Nullable FileContents config;
    private final OptionalInt sampleRate;
    private final BatchOrder batchOrder;
    private final @Nullable HeadOption head;
    private final Map<String, Tensor> constantInputs;
    private final Consumer<String> notices;

    private ReadOptions(Builder builder) {
        prefix = builder.prefix;
        config = builder.config;
        sampleRate = builder.sampleRate;
        batchOrder = builder.batchOrder;
        head = builder.head;
        constantInputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.constantInputs));
        notices = builder.notices;
    }

    /**
     * Begins options that say nothing.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What begins the names of the tensors.
     *
     * @return null where nothing is said
     */
    public @Nullable String prefix() {
        return prefix;
    }

    /**
     * The description of the model.
     *
     * @return null where none is given
     */
    public @Nullable FileContents config() {
        return config;
    }

    /**
     * Samples a second.
     *
     * @return empty where nothing is said
     */
    public OptionalInt sampleRate() {
        return sampleRate;
    }

    /**
     * The order of the axes of batches.
     *
     * @return {@link BatchOrder#UNKNOWN} where nothing is said
     */
    public BatchOrder batchOrder() {
        return batchOrder;
    }

    /**
     * The linear layer behind the stack.
     *
     * @return null where none is named
     */
    public @Nullable HeadOption head() {
        return head;
    }

    /**
     * Inputs of an ONNX graph that are the same in every run.
     *
     * @return by their names, in the order in which they were set; unmodifiable
     */
    public Map<String, Tensor> constantInputs() {
        return constantInputs;
    }

    /**
     * Who hears what the reader has to say.
     *
     * @return called with one line each
     */
    public Consumer<String> notices() {
        return notices;
    }

    private static void log(String notice) {
        System.getLogger("io.github.lanewise.formats").log(System.Logger.Level.WARNING, notice);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private @Nullable String prefix;
        private @Nullable FileContents config;
        private OptionalInt sampleRate = OptionalInt.empty();
        private BatchOrder batchOrder = BatchOrder.UNKNOWN;
        private @Nullable HeadOption head;
        private final Map<String, Tensor> constantInputs = new LinkedHashMap<>();
        private Consumer<String> notices = ReadOptions::log;

        private Builder() {}

        /**
         * What begins the names of the model's tensors, for a file of tensors.
         *
         * @param value for instance {@code encoder.rnn.}
         * @return this
         */
        public Builder prefix(String value) {
            prefix = value;
            return this;
        }

        /**
         * A description of the model, for a file of tensors.
         *
         * @param value a JSON file as {@link io.github.lanewise.formats.ModelFiles} documents it
         * @return this
         * @throws IOException if it cannot be read
         */
        public Builder config(Path value) throws IOException {
            return config(FileContents.read(value));
        }

        /**
         * A description of the model, for a file of tensors.
         *
         * @param value JSON as {@link io.github.lanewise.formats.ModelFiles} documents it
         * @return this
         */
        public Builder config(FileContents value) {
            config = value;
            return this;
        }

        /**
         * Samples a second, for a model of sound; it picks one where the model is made for several.
         *
         * @param value at least 1
         * @return this
         */
        public Builder sampleRate(int value) {
            sampleRate = OptionalInt.of(value);
            return this;
        }

        /**
         * The order of the axes of batches, for a file that does not say it, as a state_dict never does.
         *
         * @param value the order; {@link BatchOrder#UNKNOWN}, the default, to take what the file says
         * @return this
         */
        public Builder batchOrder(BatchOrder value) {
            batchOrder = value;
            return this;
        }

        /**
         * A linear layer that stands beside a recurrent stack in a file of tensors, and which rows it sees. No file of
         * tensors says that: it depends on the code of the module's {@code forward}.
         *
         * @param layer the layer's name in the file: {@code fc} for the tensors {@code fc.weight} and {@code fc.bias}
         * @param rows which rows of the stack's output the layer sees
         * @return this
         */
        public Builder head(String layer, Head rows) {
            head = new HeadOption(layer, rows);
            return this;
        }

        /**
         * An input of an ONNX graph that is the same in every run: a sample rate that decides which branch the graph takes,
         * weights that the file leaves open, a state that every sequence begins from. It becomes a part of the model.
         *
         * @param input its name in the graph
         * @param value of the input's shape, integers as floats; of one element for any input of one
         * @return this
         * @throws IllegalArgumentException if the input has been set already
         */
        public Builder set(String input, Tensor value) {
            if (constantInputs.putIfAbsent(input, value) != null) {
                throw new IllegalArgumentException(
                        "input '" + input + "': expected it to be set once, found it set again");
            }
            return this;
        }

        /**
         * Who hears what a reader has to say of a model that it has read, such as the tensors that the model does not use.
         *
         * @param listener called with one line each; the logger {@code io.github.lanewise.formats} if nobody is set
         * @return this
         */
        public Builder notices(Consumer<String> listener) {
            notices = listener;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the options
         */
        public ReadOptions build() {
            return new ReadOptions(this);
        }
    }
}
