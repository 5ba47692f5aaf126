package io.github.lanewise.formats;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a file does not say of its model.
 *
 * @param prefix what begins the names of the model's tensors, for instance {@code encoder.rnn.}; null to find it out
 * @param config a JSON file with the description that {@link ModelFiles} documents; null for the file's own
 */
public record ReadOptions(@Nullable String prefix, @Nullable Path config) {
    /** Only what the file says. */
    public static final ReadOptions NONE = new ReadOptions(null, null);
}
