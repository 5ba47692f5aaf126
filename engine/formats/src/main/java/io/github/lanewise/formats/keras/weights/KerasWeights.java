package io.github.lanewise.formats.keras.weights;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a Keras model, in one of two layouts: under the layers' classes and numbered, {@code
 * layers/lstm_1/cell/vars/0}, as Keras 3 saves them; or under the layers' names and their own, {@code
 * lstm_1/lstm_cell/kernel:0}, as HDF5 files of whole models have them and Keras 2 saved them.
 */
public final class KerasWeights {
    public static final Weight KERNEL = new Weight("kernel", 0);
    public static final Weight RECURRENT_KERNEL = new Weight("recurrent_kernel", 1);
    public static final Weight RECURRENT_BIAS = new Weight("bias", 2);
    public static final Weight BIAS = new Weight("bias", 1);
    public static final Weight EMBEDDINGS = new Weight("embeddings", 0);

    /** The groups that numbered layers are in: of Keras 3, and of Keras 2.12 to 2.15. */
    private static final List<String> ROOTS = List.of("layers", "_layer_checkpoint_dependencies");

    /**
     * One of a layer's weights.
     *
     * @param name where weights have names
     * @param number where they have numbers
     */
    public record Weight(String name, int number) {}

    /**
     * Where the weights of a layer are.
     *
     * @param group of the model's layer
     * @param part the layer within a wrapper, and its cell, where weights have numbers: {@code forward_layer/cell}; empty for
     *     the layer itself
     * @param direction what begins the name of one of a wrapper's two layers where weights have names, {@code forward_} or
     *     {@code backward_}; otherwise empty
     * @param inner the name of that layer
     */
    public record Place(String group, String part, String direction, String inner) {
        static Place of(String group) {
            return new Place(group, "", "", "");
        }

        /** The layer that a TimeDistributed wraps. */
        public Place ofEachRow() {
            return within("layer");
        }

        public boolean isOfEachRow() {
            return part.equals("layer");
        }

        public Place within(String path) {
            return new Place(group, path, direction, inner);
        }

        public Place within(String path, String prefix, String name) {
            return new Place(group, path, prefix, name);
        }

        private boolean has(String dataset) {
            if (!dataset.startsWith(group + "/")) {
                return false;
            }
            List<String> segments =
                    List.of(dataset.substring(group.length() + 1).split("/"));
            return direction.isEmpty()
                    || segments.contains(inner)
                    || segments.stream().anyMatch(segment -> segment.startsWith(direction));
        }
    }

    private final Hdf5Tensors file;
    private final TakenTensors taken;
    private final String root;
    private final Map<String, String> origins = new LinkedHashMap<>();

    public KerasWeights(Hdf5Tensors file) {
        this.file = file;
        taken = new TakenTensors(file, "");
        root = ROOTS.stream().filter(name -> hasGroup(file, name)).findFirst().orElse("");
    }

    private static boolean hasGroup(Hdf5Tensors file, String name) {
        return file.names().stream().anyMatch(dataset -> dataset.startsWith(name + "/") && dataset.contains("/vars/"));
    }

    /** Whether weights have numbers. */
    public boolean numbered() {
        return !root.isEmpty();
    }

    /** The first number of Keras's version, which numbered weights say; null for others. */
    @Nullable
    public String version() {
        return numbered() ? root.equals(ROOTS.getFirst()) ? "3" : "2" : null;
    }

    /** The layers that have weights, by their names within the file. */
    public List<String> layers() {
        return layers(name -> true);
    }

    /** The recurrent layers, by their names within the file. */
    public List<String> recurrentLayers() {
        return layers(name -> numbered() ? name.contains("/cell/vars/") : name.matches(".*/recurrent_kernel(:0)?"));
    }

    private List<String> layers(Predicate<String> filter) {
        String prefix = numbered() ? root + "/" : "";
        return file.names().stream()
                .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) > 0)
                .filter(filter)
                .map(name -> name.substring(prefix.length(), name.indexOf('/', prefix.length())))
                .distinct()
                .toList();
    }

    /**
     * The layer of a name within the file: a name of Keras's, or a class and a number.
     *
     * @param name {@code lstm_1}
     * @return where its weights are, if there are any
     */
    public Place place(String name) {
        return Place.of(numbered() ? root + "/" + name : name);
    }

    /** Whether the file has weights at a place. */
    public boolean has(Place place) {
        return file.names().stream().anyMatch(place::has);
    }

    /** Whether the file has one of a layer's weights. */
    public boolean has(Place place, Weight weight) {
        return numbered()
                ? file.has(numbered(place, weight))
                : !named(place, weight).isEmpty();
    }

    private static String numbered(Place place, Weight weight) {
        return place.group + "/" + (place.part.isEmpty() ? "" : place.part + "/") + "vars/" + weight.number;
    }

    private List<String> named(Place place, Weight weight) {
        return file.names().stream()
                .filter(place::has)
                .filter(name -> name.endsWith("/" + weight.name) || name.endsWith("/" + weight.name + ":0"))
                .toList();
    }

    /**
     * The dataset of one of a layer's weights.
     *
     * @param where the layer, for messages
     */
    public String dataset(Place place, Weight weight, String where) throws FormatException {
        if (numbered()) {
            return numbered(place, weight);
        }
        List<String> found = named(place, weight);
        if (found.size() != 1) {
            throw new FormatException(
                    file.path(),
                    where,
                    "one dataset " + place.direction + weight.name + " among its weights",
                    found.isEmpty() ? "none; the file has " + Messages.list(file.names()) : Messages.list(found),
                    "");
        }
        return found.getFirst();
    }

    /** The shape of a dataset, which has to be there. */
    public long[] shape(String dataset) throws FormatException {
        return file.shape(dataset);
    }

    /** A dataset of a shape that a reason calls for. */
    public Tensor take(String dataset, String reason, long... shape) throws FormatException {
        return taken.take(dataset, reason, shape);
    }

    /** Notes where a tensor of the model came from. */
    public void origin(String tensor, String origin) {
        origin(tensor, origin, "");
    }

    /**
     * Notes which dataset a tensor of the model came from.
     *
     * @param note how its layout was changed; empty if it was not
     */
    public void origin(String tensor, String dataset, String note) {
        origins.put(tensor, note.isEmpty() ? dataset : dataset + " (" + note + ")");
    }

    /** Adds to where a tensor of the model came from. */
    public void addToOrigin(String tensor, String more) {
        origins.merge(tensor, more, (origin, added) -> origin + ", " + added);
    }

    /** Where a model's tensors came from, in its order. */
    public Map<String, String> origins(Iterable<String> tensors) {
        Map<String, String> ordered = new LinkedHashMap<>();
        tensors.forEach(tensor -> ordered.put(tensor, origins.getOrDefault(tensor, tensor)));
        return ordered;
    }

    public List<String> unused() {
        return taken.unused();
    }
}
