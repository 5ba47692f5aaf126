package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engine's layers so far, and what the next of Keras's layers reads: its shape, and the order of its rows. */
public final class KerasChain {
    private static final long MAX_UNSTORED = 1 << 24;

    /** More features of an input row than any model has; a config may say anything. */
    private static final int MAX_INPUT = 1 << 20;

    private final Path path;
    private final KerasWeights weights;
    private final List<LayerSpec> layers = new ArrayList<>();
    private Head head = Head.EVERY_STEP;

    /** Axes of what the next layer reads, the batch's included: 3 for rows of features; 0 if nothing says. */
    private int rank;

    /** Features of a row; 0 if nothing says. */
    private int features;

    /** Whether the rows that Keras's next layer reads run from a sequence's end to its beginning, and since which layer. */
    private boolean backward;

    private String backwardSince = "";

    /** Whether Keras leaves out some of the rows. */
    private boolean masked;

    /** What is still to be done to the features, and the layer that says so. */
    private @Nullable FeatureMap pending;

    private String pendingName = "";

    private long unstored;

    public KerasChain(Path path, KerasWeights weights) {
        this.path = path;
        this.weights = weights;
    }

    /** Features of a row that the next layer reads; 0 if nothing says. */
    int features() {
        return features;
    }

    /** Whether no layer has been added. */
    public boolean isEmpty() {
        return layers.isEmpty();
    }

    /** Axes of what the next layer reads, the batch's included; 0 if nothing says. */
    int rank() {
        return rank;
    }

    /** Whether the rows that Keras's next layer reads run from a sequence's end to its beginning. */
    boolean backward() {
        return backward;
    }

    /** Refuses a layer that goes along a sequence where there is one row. */
    void requireRows(KerasLayer layer) throws FormatException {
        if (rank == 2) {
            throw layer.refusedWhole("rows of a sequence before it", "one row of each sequence", "");
        }
    }

    /**
     * What the model reads.
     *
     * @param axes of its input, the batch's included; 0 if nothing says
     * @param last extent of the last axis; 0 if nothing says
     */
    void input(int axes, int last) {
        rank = axes;
        features = last <= MAX_INPUT ? last : 0;
    }

    /** Adds a layer whose rows are those of the layer before. */
    void add(LayerSpec layer) throws FormatException {
        layers.add(withPending(layer));
        features = layer.outputSize();
    }

    /** Adds a layer that reads tokens, of which Keras may leave out those that are padding. */
    void addEmbedding(EmbeddingSpec embedding) throws FormatException {
        add(embedding);
        rank = 3;
        masked = embedding.zeroIsPadding();
    }

    /** Refuses a layer in which Keras computes with the rows of padding, too. */
    void requireUnmasked(KerasLayer layer) throws FormatException {
        if (masked) {
            throw layer.refusedWhole(
                    "no mask_zero in the embedding before it",
                    "mask_zero, of which Keras's " + layer.className() + " knows nothing",
                    "it reads padding as any other token");
        }
    }

    /**
     * Adds a recurrent layer that passes on all its rows.
     *
     * @param runsBackward whether Keras's rows behind it run from the end to the beginning
     * @param described the layer in Keras
     */
    void addRecurrent(LayerSpec layer, boolean runsBackward, KerasLayer described) throws FormatException {
        if (masked && runsBackward) {
            throw described.refused(
                    "go_backwards", "false behind mask_zero", "true, which turns the rows round and not their mask");
        }
        add(layer);
        rank = 3;
        backwardSince = runsBackward && !backward ? described.name() : backwardSince;
        backward = runsBackward;
    }

    /** Adds a recurrent layer that passes on its last row only. */
    void addLastOutput(LayerSpec layer, Head row) throws FormatException {
        add(layer);
        rank = 2;
        head = row;
        backward = false;
        masked = false;
    }

    /** Repeats the one row of each sequence that there is; what is pending goes into what reads the repeated rows. */
    void addRepeat(int steps, KerasLayer described) throws FormatException {
        if (head == Head.EVERY_STEP) {
            throw described.refusedWhole("the last output of a recurrent layer before it", "a model that has none", "");
        }
        layers.add(new RepeatSpec(head, steps, features));
        head = Head.EVERY_STEP;
        rank = 3;
    }

    /** Adds an activation function. */
    void add(KerasActivation activation) throws FormatException {
        if (activation.equals(KerasActivation.LINEAR)) {
            return;
        }
        if (features == 0) {
            throw new FormatException(path, "config", "a layer with weights first", "an activation", "");
        }
        for (LayerSpec layer : activation.layers(features)) {
            add(layer);
        }
    }

    /** Does something to the features: within the layer before if that can be, otherwise within the next one. */
    void map(FeatureMap map, String name) {
        features = map.features();
        LayerSpec last = layers.isEmpty() || pending != null ? null : layers.getLast();
        LayerSpec folded = last == null ? null : map.behind(last);
        if (last != null && folded != null) {
            layers.set(layers.size() - 1, folded);
            noteFolded(last, folded, name);
        } else {
            pending = pending == null ? map : pending.then(map);
            pendingName = pendingName.isEmpty() ? name : pendingName + "+" + name;
        }
    }

    /** The layer with what is pending within it, or behind a layer of its own that does that. */
    private LayerSpec withPending(LayerSpec layer) throws FormatException {
        if (pending == null) {
            return layer;
        }
        LayerSpec folded = pending.before(layer);
        if (folded == null) {
            addPending();
            return layer;
        }
        noteFolded(layer, folded, pendingName);
        pending = null;
        pendingName = "";
        return folded;
    }

    /** Refuses layers whose weights take much more memory than the file, which has few numbers for them or none. */
    void requireRoom(long floats, String layer) throws FormatException {
        unstored += floats;
        if (unstored > MAX_UNSTORED) {
            throw new FormatException(
                    path,
                    "layer " + layer,
                    "at most " + MAX_UNSTORED + " weights in layers of normalizations that the file does not have",
                    unstored + " of them",
                    "put the normalization behind a Dense layer, or before one");
        }
    }

    private void addPending() throws FormatException {
        if (pending != null) {
            requireRoom((long) features * features, pendingName);
            LinearSpec alone = pending.alone(pendingName);
            alone.tensors()
                    .keySet()
                    .forEach(tensor -> weights.addToOrigin(alone.name() + "." + tensor, "of " + pendingName));
            layers.add(alone);
            pending = null;
            pendingName = "";
        }
    }

    /** The tensors that changed say so in their origins. */
    private void noteFolded(LayerSpec layer, LayerSpec folded, String name) {
        Map<String, Tensor> before = layer.tensors();
        folded.tensors().forEach((tensor, value) -> {
            if (value != before.get(tensor)) {
                weights.addToOrigin(layer.name() + "." + tensor, (before.containsKey(tensor) ? "with " : "of ") + name);
            }
        });
    }

    /** The layers and the head, in a model that is still to be built. */
    public ModelSpec.Builder finish() throws FormatException {
        if (backward) {
            throw new FormatException(
                    path,
                    "layer " + backwardSince,
                    "a layer behind it that turns its rows round again, or return_sequences false",
                    "go_backwards, whose rows run from the end to the beginning up to the model's output",
                    "");
        }
        addPending();
        return ModelSpec.builder().addAll(layers).head(head);
    }
}
