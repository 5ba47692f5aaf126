package io.github.lanewise.formats;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that was read from a file.
 *
 * @param path the file
 * @param spec the model
 * @param form one line that says where the architecture came from, for instance {@code config in the header}
 * @param origins what each of the model's tensors is called in the file, by its name in the model, in the model's order
 * @param unused the file's tensors that the model does not use, in the order of their data
 * @param audio how the model's rows are cut from a recording; null where the file does not say, as for most models
 * @param possibleHead of a recurrent stack that was read alone: the one linear layer among the unused tensors that fits
 *     behind it, to be read with {@link ReadOptions.Builder#head}; null if there is none, or more than one
 */
public record ModelFile(
        Path path,
        ModelSpec spec,
        String form,
        Map<String, String> origins,
        List<String> unused,
        @Nullable AudioFrames audio,
        @Nullable String possibleHead) {
    /** Copies the collections. */
    public ModelFile {
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        unused = List.copyOf(unused);
    }

    /**
     * A model that is read as a whole.
     *
     * @param path the file
     * @param spec the model
     * @param form where the architecture came from
     * @param origins what each tensor is called in the file
     * @param unused the file's tensors that the model does not use
     * @param audio how its rows are cut from a recording, or null
     */
    public ModelFile(
            Path path,
            ModelSpec spec,
            String form,
            Map<String, String> origins,
            List<String> unused,
            @Nullable AudioFrames audio) {
        this(path, spec, form, origins, unused, audio, null);
    }

    /** The same file with the batch order that its reader was told. */
    ModelFile withBatchOrder(BatchOrder order) {
        return new ModelFile(path, spec.withBatchOrder(order), form, origins, unused, audio, possibleHead);
    }

    /**
     * A model of a file that says nothing of recordings.
     *
     * @param path the file
     * @param spec the model
     * @param form where the architecture came from
     * @param origins what each tensor is called in the file
     * @param unused the file's tensors that the model does not use
     */
    public ModelFile(Path path, ModelSpec spec, String form, Map<String, String> origins, List<String> unused) {
        this(path, spec, form, origins, unused, null, null);
    }
}
