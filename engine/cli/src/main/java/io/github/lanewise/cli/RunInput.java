package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code run} reads: a model, and inputs for it. An ONNX graph takes tensors by name, any other model sequences. */
sealed interface RunInput permits SequenceInput, GraphInput {
    /**
     * Reads a model and its inputs.
     *
     * @param model the model's file
     * @param path the file with the inputs, or what stands for standard input
     * @param in standard input
     * @param table how a table is written
     * @return both, whose shapes nobody has checked
     * @throws IOException if a file cannot be read, or is not what it has to be
     * @throws CommandException if the inputs do not go with the model
     */
    static RunInput read(ModelArgument model, Path path, InputStream in, CsvOptions table)
            throws IOException, CommandException {
        boolean piped = StandardInput.isMeantBy(path);
        if (model.isOnnx()) {
            return piped ? GraphInput.read(in, model, table) : GraphInput.read(path, model, table);
        }
        ModelFile file = model.read();
        return piped ? SequenceInput.read(in, file, table) : SequenceInput.read(path, file, table);
    }

    /** The model. */
    ModelFile model();

    /** The recording, or null where the inputs are something else. */
    @Nullable
    Wav sound();

    /** About how many rows the model reads, over all sequences; no fewer than it does. */
    long rows();

    /** The names of the results that are final states, in order. */
    Set<String> finalStates();

    /** The model in one line, for the message that it has no final states. */
    String describeModel();

    /** The shapes of what the model reads, in one line, for people. */
    String describe();

    /** What the model reads, by name; a lone array is called {@code input}. */
    Map<String, Tensor> tensorsByName();

    /**
     * Makes the model ready.
     *
     * @param spec the model, perhaps in another precision
     * @param backend what computes
     * @param destination where the results will go
     * @return what runs it
     * @throws CommandException if the model does not take the inputs, or the backend cannot compute here
     * @throws FormatException if the destination has no room for the results
     */
    PreparedRun prepare(ModelSpec spec, Backend backend, Destination destination)
            throws CommandException, FormatException;

    /** Says what was not used, and what was assumed. */
    void reportNotes(PrintWriter err);

    /** A model that is ready. */
    @FunctionalInterface
    interface PreparedRun {
        /** What is being done. */
        String RUNNING = "running the model";

        /**
         * Runs the model over the inputs.
         *
         * @param progress is told how far it has come
         * @return the results by name, the output first
         * @throws CommandException if the model does not take the inputs
         * @throws FormatException if a recording has another sample rate than the model, or the destination has no room
         */
        Map<String, Tensor> run(Progress progress) throws CommandException, FormatException;
    }
}
