package io.github.lanewise.formats.stack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * How a recurrent stack departs from PyTorch's, in a config and out of it.
 *
 * @param options one for all directions, or one per direction; empty where the cells are PyTorch's
 * @param peepholes whether there are tensors {@code peepholes_l0} and so on
 * @param initialHidden whether there is a tensor {@code initial_hidden}
 * @param initialCell whether there is a tensor {@code initial_cell}
 * @param reverse whether it runs in the reverse direction alone
 */
public record StackVariant(
        List<CellOptions> options, boolean peepholes, boolean initialHidden, boolean initialCell, boolean reverse) {
    /** PyTorch's stack. */
    public static final StackVariant NONE = new StackVariant(List.of(), false, false, false, false);

    private static final String CELL_OPTIONS = "cell_options";

    public StackVariant {
        options = List.copyOf(options);
    }

    public static StackVariant read(ConfigObject config, CellKind kind, int directions) throws FormatException {
        List<CellOptions> options = new ArrayList<>();
        if (config.has(CELL_OPTIONS)) {
            for (ConfigObject direction : config.objects(CELL_OPTIONS)) {
                options.add(readOptions(direction, kind));
            }
            if (options.size() != 1 && options.size() != directions) {
                throw config.refused(
                        CELL_OPTIONS,
                        "an object for all directions, or one per direction",
                        options.size() + " objects");
            }
        }
        boolean reverse = config.truth("reverse", false);
        if (reverse && directions > 1) {
            throw config.refused("reverse", "false of a bidirectional stack, which has that direction", "true");
        }
        return new StackVariant(
                options,
                config.truth("peepholes", false),
                config.truth("initial_hidden", false),
                config.truth("initial_cell", false),
                reverse);
    }

    private static CellOptions readOptions(ConfigObject direction, CellKind kind) throws FormatException {
        CellOptions options = CellOptions.of(kind);
        if (direction.has("activations")) {
            List<CellActivation> activations = new ArrayList<>();
            for (ConfigObject activation : direction.objects("activations")) {
                activations.add(readActivation(activation));
            }
            options = options.withActivations(activations.toArray(new CellActivation[0]));
        }
        float clip = direction.number("clip", CellOptions.NO_CLIP);
        if (!(clip >= 0)) {
            throw direction.refused("clip", "at least 0", Float.toString(clip));
        }
        options = options.withClip(clip)
                .withInputForget(direction.truth("input_forget", false))
                .withLinearBeforeReset(direction.truth("linear_before_reset", true));
        direction.requireNothingElse();
        return options;
    }

    private static CellActivation readActivation(ConfigObject activation) throws FormatException {
        CellActivation.Function function = activation.constant("function", CellActivation.Function.values());
        CellActivation read = readActivation(activation, function);
        activation.requireNothingElse();
        return read;
    }

    /** A function of single elements with its numbers, which stand beside its name. */
    public static CellActivation readActivation(ConfigObject activation, CellActivation.Function function)
            throws FormatException {
        float alpha = function.hasAlpha() ? activation.number("alpha") : 0;
        float beta = function.hasBeta() ? activation.number("beta") : 0;
        return new CellActivation(function, alpha, beta);
    }

    /** The numbers of a function, beside its name. */
    public static void writeNumbers(ObjectNode written, CellActivation activation) {
        if (activation.function().hasAlpha()) {
            written.put("alpha", activation.alpha());
        }
        if (activation.function().hasBeta()) {
            written.put("beta", activation.beta());
        }
    }

    /** What departs, and nothing else: a config of PyTorch's stack has no such keys. */
    public static void write(ObjectNode config, RecurrentSpec stack) {
        CellKind kind = stack.kind();
        if (!stack.options().stream().allMatch(options -> options.areOf(kind))) {
            ArrayNode directions = config.putArray(CELL_OPTIONS);
            for (CellOptions options : stack.options()) {
                writeOptions(directions.addObject(), options);
            }
        }
        writeTruth(config, "peepholes", stack.hasPeepholes());
        writeTruth(config, "initial_hidden", stack.initialHidden() != null);
        writeTruth(config, "initial_cell", stack.initialCell() != null);
        writeTruth(config, "reverse", stack.reverse());
    }

    private static void writeTruth(ObjectNode config, String key, boolean value) {
        if (value) {
            config.put(key, true);
        }
    }

    private static void writeOptions(ObjectNode direction, CellOptions options) {
        ArrayNode activations = direction.putArray("activations");
        for (CellActivation activation : options.activations()) {
            ObjectNode written = activations.addObject();
            written.put("function", activation.function().name());
            writeNumbers(written, activation);
        }
        if (options.clip() != CellOptions.NO_CLIP) {
            direction.put("clip", options.clip());
        }
        direction.put("input_forget", options.inputForget());
        direction.put("linear_before_reset", options.linearBeforeReset());
    }

    /** What departs, for messages. */
    public String describe() {
        return (options.isEmpty() ? "" : ", cell_options")
                + (peepholes ? ", peepholes" : "")
                + (initialHidden ? ", initial_hidden" : "")
                + (initialCell ? ", initial_cell" : "")
                + (reverse ? ", reverse" : "");
    }

    public RecurrentBuilder addTo(RecurrentBuilder builder) {
        return builder.options(options.toArray(new CellOptions[0]))
                .peepholes(peepholes)
                .initialStates(initialHidden, initialCell)
                .reverse(reverse);
    }
}
