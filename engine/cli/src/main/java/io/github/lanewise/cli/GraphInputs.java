package io.github.lanewise.cli;

import io.github.lanewise.formats.AudioFrames;
import io.github.lanewise.formats.Csv;
import io.github.lanewise.formats.CsvOptions;
import io.github.lanewise.formats.FormatException;
import io.github.lanewise.formats.Npy;
import io.github.lanewise.formats.OnnxModel;
import io.github.lanewise.formats.OnnxRunner;
import io.github.lanewise.formats.Safetensors;
import io.github.lanewise.formats.Wav;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file with the inputs of an ONNX model: {@code .safetensors} with tensors under the names of the graph's inputs, weights
 * perhaps among them; or one array, or a recording, for a graph whose other inputs are states.
 *
 * @param path where
 * @param tensors by name; none for one array
 * @param array the array; null for named tensors
 * @param sound the recording that the array's rows are cut from; null for something else
 */
record GraphInputs(
        Path path,
        Map<String, Tensor> tensors,
        @Nullable Tensor array,
        @Nullable Wav sound) {
    /**
     * Reads the tensors.
     *
     * @param table how a {@code .csv} is written
     * @throws IOException if the file cannot be read, or holds what is no numbers
     */
    static GraphInputs read(Path path, CsvOptions table) throws IOException {
        return switch (FileKind.of(path)) {
            case CSV -> new GraphInputs(path, Map.of(), Csv.read(path, table), null);
            case NPY -> new GraphInputs(path, Map.of(), Npy.read(path), null);
            case WAV -> new GraphInputs(path, Map.of(), null, Wav.read(path));
            case SAFETENSORS -> new GraphInputs(path, named(Safetensors.read(path)), null, null);
        };
    }

    private static Map<String, Tensor> named(Safetensors file) throws IOException {
        NumberReader numbers = new NumberReader(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (file.dtype(name).isReadableAsIntegers()) {
                tensors.put(name, numbers.floats(name));
            }
        }
        return tensors;
    }

    /**
     * Reads one array from standard input.
     *
     * @param table how a table is written
     * @throws IOException if it cannot be read, or is no array
     */
    static GraphInputs read(InputStream in, CsvOptions table) throws IOException {
        return new GraphInputs(
                StandardInput.NAME, Map.of(), StandardInput.read(in, table).tensor(), null);
    }

    /**
     * Reads the model, whose weights may be among the tensors.
     *
     * @throws IOException if it cannot be read, or is not of the family
     */
    OnnxModel model(ModelArgument model) throws IOException {
        return sound == null ? model.readGraph(tensors) : model.readGraph(sound);
    }

    /** About how many rows the model reads, over all sequences; no fewer than it does. */
    long rows(OnnxModel model) {
        if (sound != null) {
            AudioFrames audio = model.file().audio();
            return Math.ceilDiv(sound.samples().size(0), audio == null ? 1 : audio.hop());
        }
        long numbers = array != null
                ? array.data().length
                : tensors.entrySet().stream()
                        .filter(entry -> model.inputs().containsKey(entry.getKey()))
                        .mapToLong(entry -> entry.getValue().data().length)
                        .sum();
        return Math.ceilDiv(numbers, model.spec().inputSize());
    }

    /**
     * Runs the model.
     *
     * @throws CommandException if the tensors are not what it needs, naming file and tensor
     * @throws FormatException if a recording has another sample rate than the model
     */
    Map<String, Tensor> run(OnnxModel model, OnnxRunner runner) throws CommandException, FormatException {
        try {
            if (sound != null) {
                return runner.run(InputFile.rows(path, sound, model.file()));
            }
            return array == null ? runner.run(tensors) : runner.run(array);
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + ": " + e.getMessage(), e);
        }
    }

    /** Says which states began from zeros because they were not given. */
    void reportStates(OnnxModel model, PrintWriter err) {
        if (tensors.isEmpty() && !model.initialStates().isEmpty()) {
            err.println(path + ": initial states of zeros for " + String.join(", ", model.initialStates()));
        }
    }

    /** The shapes of what the model reads, in one line, for people. */
    String describe(OnnxModel model) {
        if (array != null) {
            return "input " + array.shapeText();
        }
        if (sound != null) {
            return "input of " + sound.samples().size(0) + " samples";
        }
        return tensors.entrySet().stream()
                .filter(entry -> model.inputs().containsKey(entry.getKey()))
                .map(entry -> entry.getKey() + " " + entry.getValue().shapeText())
                .collect(Collectors.joining(", "));
    }
}
