package io.github.lanewise.formats.model;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that {@link io.github.lanewise.formats.ModelFiles} read from a file. Immutable, if nobody writes to the weights'
 * arrays.
 */
public final class ModelFile {
    private final Path path;
    private final ModelSpec spec;
    private final String form;
    private final Map<String, String> origins;
    private final List<String> unused;
    private final @Nullable AudioFrames audio;
    private final @Nullable String possibleHead;
    private final List<String> notes;

    private ModelFile(
            Path path,
            ModelSpec spec,
            String form,
            Map<String, String> origins,
            List<String> unused,
            @Nullable AudioFrames audio,
            @Nullable String possibleHead,
            List<String> notes) {
        this.path = path;
        this.spec = spec;
        this.form = form;
        this.origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        this.unused = List.copyOf(unused);
        this.audio = audio;
        this.possibleHead = possibleHead;
        this.notes = List.copyOf(notes);
    }

    /**
     * A model of a file that says nothing of recordings.
     *
     * @param path the file
     * @param spec the model
     * @param form where the architecture came from, in one line
     * @param origins what each of the model's tensors is called in the file
     * @param unused the file's tensors that the model does not use
     */
    public ModelFile(Path path, ModelSpec spec, String form, Map<String, String> origins, List<String> unused) {
        this(path, spec, form, origins, unused, null, null, List.of());
    }

    /**
     * The same file, which says how rows are cut from a recording.
     *
     * @param frames how; null where the file does not say
     * @return the file
     */
    public ModelFile withAudio(@Nullable AudioFrames frames) {
        return new ModelFile(path, spec, form, origins, unused, frames, possibleHead, notes);
    }

    /**
     * The same file, in which a linear layer fits behind the model.
     *
     * @param layer its name; null for none
     * @return the file
     */
    public ModelFile withPossibleHead(@Nullable String layer) {
        return new ModelFile(path, spec, form, origins, unused, audio, layer, notes);
    }

    /**
     * The same file, from which the model differs in something.
     *
     * @param differences a sentence each
     * @return the file
     */
    public ModelFile withNotes(List<String> differences) {
        return new ModelFile(path, spec, form, origins, unused, audio, possibleHead, differences);
    }

    /**
     * The same file with the batch order that its reader was told.
     *
     * @param order of the model's batches
     * @return the file
     */
    public ModelFile withBatchOrder(BatchOrder order) {
        return new ModelFile(path, spec.withBatchOrder(order), form, origins, unused, audio, possibleHead, notes);
    }

    /**
     * The file.
     *
     * @return where it was read from, or the name that a stream or array was given
     */
    public Path path() {
        return path;
    }

    /**
     * The model.
     *
     * @return its layers and weights
     */
    public ModelSpec spec() {
        return spec;
    }

    /**
     * Where the architecture came from.
     *
     * @return one line, for instance {@code config in the header}
     */
    public String form() {
        return form;
    }

    /**
     * What each of the model's tensors is called in the file; also the scales of matrices that are stored in int8.
     *
     * @return by its name in the model, in the model's order; unmodifiable
     */
    public Map<String, String> origins() {
        return origins;
    }

    /**
     * The file's tensors that the model does not use.
     *
     * @return in the order of their data; unmodifiable
     */
    public List<String> unused() {
        return unused;
    }

    /**
     * How the model's rows are cut from a recording.
     *
     * @return null where the file does not say, as for most models
     */
    public @Nullable AudioFrames audio() {
        return audio;
    }

    /**
     * Of a recurrent stack that was read alone: the one linear layer among the unused tensors that fits behind it, to be read
     * with {@link ReadOptions.Builder#head}.
     *
     * @return its name; null if there is none, or more than one
     */
    public @Nullable String possibleHead() {
        return possibleHead;
    }

    /**
     * In what the model differs from the file, for people: of a quantized graph that its activations stay float32.
     *
     * @return a sentence each; unmodifiable
     */
    public List<String> notes() {
        return notes;
    }
}
