package io.github.lanewise.formats.stack;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the architecture of a file without config from the names and shapes of its tensors. {@code weight_hh_l0} has a
 * block of hidden_size rows for each gate, and as many columns as the hidden state that comes back; {@code weight_hr_l0},
 * which only a projected LSTM has, tells the two sizes apart.
 */
public final class StackInference {
    private static final String HINT = "describe the model in a config of its own, or in the metadata's key config";

    private final String prefix;
    private final StackShape shape;

    private StackInference(String prefix, StackShape shape) {
        this.prefix = prefix;
        this.shape = shape;
    }

    /**
     * Finds the one stack of a file.
     *
     * @param prefix what begins the names of its tensors, or null if there is only one
     */
    public static StackInference of(TensorSource file, @Nullable String prefix) throws FormatException {
        Map<String, List<StackTensorName>> stacks = new TreeMap<>();
        for (String name : file.names()) {
            StackTensorName parts = StackTensorName.parse(name);
            if (parts != null) {
                stacks.computeIfAbsent(parts.prefix(), key -> new ArrayList<>()).add(parts);
            }
        }
        if (prefix == null && stacks.size() != 1) {
            throw notOneStack(file, stacks.keySet());
        }
        String key = prefix == null ? stacks.keySet().iterator().next() : prefix;
        List<StackTensorName> names = stacks.get(key);
        if (names == null) {
            throw new FormatException(
                            file.path(),
                            "tensor " + key + "weight_ih_l0",
                            "a recurrent stack with the prefix '" + key + "'",
                            insteadOfOneStack(file, stacks.keySet()),
                            HINT)
                    .answeredBy(ReadOption.PREFIX, ReadOption.CONFIG);
        }
        return new Question(file, key, names).answer();
    }

    public String prefix() {
        return prefix;
    }

    private static FormatException notOneStack(TensorSource file, Set<String> prefixes) {
        FormatException refusal = new FormatException(
                file.path(),
                "metadata",
                "a config, or the tensors of one recurrent stack (weight_ih_l0 and so on)",
                insteadOfOneStack(file, prefixes),
                prefixes.isEmpty() ? HINT : "name one of these prefixes, or " + HINT);
        return prefixes.isEmpty()
                ? refusal.answeredBy(ReadOption.CONFIG)
                : refusal.answeredBy(ReadOption.PREFIX, ReadOption.CONFIG);
    }

    private static String insteadOfOneStack(TensorSource file, Set<String> prefixes) {
        if (!prefixes.isEmpty()) {
            return "no config and " + prefixes.size() + " stacks, with the prefixes " + Messages.list(prefixes);
        }
        return file.names().isEmpty() ? "no tensors" : "no config and the tensors " + Messages.list(file.names());
    }

    /** One line that says where the architecture came from. */
    public String form() {
        return "names and shapes of the tensors" + (prefix.isEmpty() ? "" : ", prefix '" + prefix + "'");
    }

    public RecurrentSpec read(TakenTensors weights, String layerName) throws FormatException {
        return shape.read(weights, "", layerName, "as weight_ih_l0 and weight_hh_l0 mean");
    }

    /** Which stack has tensors of these names and shapes. */
    private record Question(TensorSource file, String prefix, List<StackTensorName> names) {
        StackInference answer() throws FormatException {
            boolean projected = names.stream().anyMatch(name -> name.weight().equals("weight_hr"));
            long[] recurrent = matrix("weight_hh_l0");
            long[] input = matrix("weight_ih_l0");
            long hiddenSize = projected ? matrix("weight_hr_l0")[1] : recurrent[1];
            CellKind kind = projected ? CellKind.LSTM : kind(recurrent);
            int layers =
                    1 + names.stream().mapToInt(StackTensorName::layer).max().orElse(0);
            boolean bidirectional = names.stream().anyMatch(StackTensorName::reverse);
            boolean bias = names.stream().anyMatch(name -> name.weight().startsWith("bias"));
            boolean peepholes = names.stream().anyMatch(name -> name.weight().equals("peepholes"));
            StackShape shape = new StackShape(
                    kind,
                    size("weight_ih_l0", input[1]),
                    size("weight_hh_l0", hiddenSize),
                    layers,
                    bidirectional,
                    projected ? size("weight_hh_l0", recurrent[1]) : 0,
                    bias,
                    new StackVariant(List.of(), peepholes, false, false, false));
            return new StackInference(prefix, shape);
        }

        private CellKind kind(long[] recurrent) throws FormatException {
            long rows = recurrent[0];
            long columns = recurrent[1];
            String where = "tensor " + prefix + "weight_hh_l0";
            for (CellKind kind : List.of(CellKind.LSTM, CellKind.GRU)) {
                if (columns > 0 && rows % columns == 0 && rows / columns == kind.gates()) {
                    return kind;
                }
            }
            if (columns > 0 && rows == columns) {
                throw new FormatException(
                                file.path(),
                                where,
                                "a config that says whether the RNN is RNN_TANH or RNN_RELU",
                                "no config and shape " + Messages.shape(recurrent) + ", which means an RNN",
                                HINT)
                        .answeredBy(ReadOption.CONFIG);
            }
            throw new FormatException(
                    file.path(),
                    where,
                    "rows of 4 (LSTM), 3 (GRU) or 1 (RNN) times the columns",
                    "shape " + Messages.shape(recurrent),
                    "");
        }

        private long[] matrix(String name) throws FormatException {
            String whole = TensorAliases.in(file, prefix + name);
            String where = "tensor " + whole;
            if (!file.has(whole)) {
                throw new FormatException(
                        file.path(),
                        where,
                        "the weights of layer 0",
                        "no such tensor",
                        "the file has " + Messages.list(file.names()));
            }
            long[] extents = file.shape(whole);
            if (extents.length != 2) {
                throw new FormatException(file.path(), where, "a matrix", "shape " + Messages.shape(extents), "");
            }
            return extents;
        }

        private int size(String name, long extent) throws FormatException {
            if (extent < 1 || extent > Integer.MAX_VALUE) {
                throw new FormatException(
                        file.path(),
                        "tensor " + prefix + name,
                        "columns from 1 to " + Integer.MAX_VALUE,
                        Long.toString(extent),
                        "");
            }
            return (int) extent;
        }
    }
}
