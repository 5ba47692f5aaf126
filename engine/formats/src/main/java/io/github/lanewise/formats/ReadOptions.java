package io.github.lanewise.formats;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a file does not say of its model.
 *
 * @param prefix what begins the names of the model's tensors, for instance {@code encoder.rnn.}; null to find it out
 * @param config a JSON file with the description that {@link ModelFiles} documents; null for the file's own
 * @param sampleRate samples a second, for a file whose model is made for several; empty for the file's first
 */
public record ReadOptions(@Nullable String prefix, @Nullable Path config, OptionalInt sampleRate) {
    /** Only what the file says. */
    public static final ReadOptions NONE = new ReadOptions(null, null);

    /**
     * Options for a file whose model is not made for several sample rates.
     *
     * @param prefix what begins the names of the model's tensors, or null
     * @param config a JSON file with the description, or null
     */
    public ReadOptions(@Nullable String prefix, @Nullable Path config) {
        this(prefix, config, OptionalInt.empty());
    }

    /**
     * The same with a sample rate.
     *
     * @param rate samples a second
     * @return new options
     */
    public ReadOptions withSampleRate(int rate) {
        return new ReadOptions(prefix, config, OptionalInt.of(rate));
    }
}
