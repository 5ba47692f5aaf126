package io.github.lanewise.formats.model;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import java.nio.file.Path;

/** What a reader refuses of its options: those that contradict the file, and those that the file has no use for. */
public final class OptionChecks {
    private OptionChecks() {}

    /**
     * Refuses options that contradict a file, or that it has no use for.
     *
     * @param model that was read
     * @param options with which
     * @throws FormatException if there is such an option
     */
    public static void requireAgreement(ModelFile model, ReadOptions options) throws FormatException {
        requireRate(model, options);
        requireOrder(model, options);
    }

    private static void requireRate(ModelFile model, ReadOptions options) throws FormatException {
        AudioFrames audio = model.audio();
        if (options.sampleRate().isEmpty()) {
            return;
        }
        int rate = options.sampleRate().getAsInt();
        if (audio == null) {
            throw new FormatException(
                    model.path(),
                    "",
                    "no sample rate for a model whose file says nothing of sound",
                    rate + " Hz",
                    "leave the sample rate out");
        }
        if (audio.sampleRate() != rate) {
            throw new FormatException(
                    model.path(),
                    "",
                    "a model of " + rate + " samples a second",
                    "one of " + audio.sampleRate(),
                    "resample the sound");
        }
    }

    /** Refuses a batch order other than the one that the file says. */
    private static void requireOrder(ModelFile model, ReadOptions options) throws FormatException {
        BatchOrder said = model.spec().batchOrder();
        if (options.batchOrder() != BatchOrder.UNKNOWN && options.batchOrder() != said) {
            throw new FormatException(
                    model.path(),
                    "",
                    "inputs as the file says them, " + said.shape(),
                    "the batch order " + options.batchOrder().shape(),
                    "leave that order out");
        }
    }

    /**
     * Refuses what a file has no use for that says all of its model itself.
     *
     * @param path the file
     * @param options that are given for it
     * @throws FormatException if there are a prefix, a config or a head among them
     */
    public static void requireDescribed(Path path, ReadOptions options) throws FormatException {
        FileContents config = options.config();
        if (options.prefix() != null || config != null) {
            throw new FormatException(
                    path,
                    "",
                    "neither a prefix nor a config for a file that describes its model itself",
                    config == null ? "the prefix '" + options.prefix() + "'" : "config " + config.path(),
                    config == null ? "leave the prefix out" : "leave the config out");
        }
        requireNoHead(path, options, "a file that describes its model itself");
    }

    /**
     * Refuses a prefix for a file whose tensors' names its config says.
     *
     * @param path the file
     * @param options that are given for it
     * @param kind of file, for the message
     * @throws FormatException if there is a prefix among them
     */
    public static void requireNoPrefix(Path path, ReadOptions options, String kind) throws FormatException {
        if (options.prefix() != null) {
            throw new FormatException(
                    path, "", "no prefix for " + kind, "the prefix '" + options.prefix() + "'", "leave the prefix out");
        }
    }

    /**
     * Refuses inputs that are set, which only an ONNX graph has.
     *
     * @param path the file, of another kind
     * @param options that are given for it
     * @throws FormatException if an input is set among them
     */
    public static void requireNoConstantInputs(Path path, ReadOptions options) throws FormatException {
        if (!options.constantInputs().isEmpty()) {
            throw new FormatException(
                    path,
                    "",
                    "no inputs that are set, for a file that is no ONNX graph",
                    Messages.list(options.constantInputs().keySet()),
                    "leave them out");
        }
    }

    /**
     * Refuses a head for a file that says what comes behind its recurrent layers.
     *
     * @param path the file
     * @param options that are given for it
     * @param kind of file, for the message
     * @throws FormatException if there is a head among them
     */
    public static void requireNoHead(Path path, ReadOptions options, String kind) throws FormatException {
        if (options.head() != null) {
            throw new FormatException(
                    path, "", "no head for " + kind, "the head " + options.head(), "leave the head out");
        }
    }
}
