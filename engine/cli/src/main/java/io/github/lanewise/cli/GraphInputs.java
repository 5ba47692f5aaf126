package io.github.lanewise.cli;

import io.github.lanewise.formats.FormatException;
import io.github.lanewise.formats.OnnxModel;
import io.github.lanewise.formats.OnnxRunner;
import io.github.lanewise.formats.Safetensors;
import io.github.lanewise.formats.TensorFiles;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file with the inputs of an ONNX model: {@code .safetensors} with tensors under the names of the graph's inputs, or one
 * array for a graph with one input. Weights may be among them.
 *
 * @param path where
 * @param tensors by name; of a file of one array under an empty name
 */
record GraphInputs(Path path, Map<String, Tensor> tensors) {
    /**
     * Reads the tensors.
     *
     * @throws IOException if the file cannot be read, or holds what is no numbers
     */
    static GraphInputs read(Path path) throws IOException {
        if (FileKind.of(path) != FileKind.SAFETENSORS) {
            return new GraphInputs(path, Map.of("", TensorFiles.read(path)));
        }
        Safetensors file = Safetensors.read(path);
        NumberReader numbers = new NumberReader(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (file.dtype(name).isReadableAsIntegers()) {
                tensors.put(name, numbers.floats(name));
            }
        }
        return new GraphInputs(path, tensors);
    }

    /**
     * Reads one array from standard input.
     *
     * @throws IOException if it cannot be read, or is no array
     */
    static GraphInputs read(InputStream in) throws IOException {
        return new GraphInputs(
                StandardInput.NAME, Map.of("", StandardInput.read(in).tensor()));
    }

    /**
     * Reads the model, whose weights may be among the tensors.
     *
     * @throws IOException if it cannot be read, or is not of the family
     */
    OnnxModel model(Path model) throws IOException {
        return OnnxModel.read(model, tensors);
    }

    /**
     * Runs the model.
     *
     * @throws CommandException if the tensors are not what it needs, naming file and tensor
     * @throws FormatException if the file is one array and the model needs several
     */
    Map<String, Tensor> run(OnnxModel model, OnnxRunner runner) throws CommandException, FormatException {
        try {
            return runner.run(named(model, runner));
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + ": " + e.getMessage(), e);
        }
    }

    private Map<String, Tensor> named(OnnxModel model, OnnxRunner runner) throws FormatException {
        Tensor only = tensors.get("");
        if (only == null) {
            return tensors;
        }
        List<String> names = runner.inputs();
        if (names.size() != 1) {
            throw new FormatException(
                    path,
                    "",
                    "a .safetensors file with the tensors " + String.join(", ", names) + ", which " + model.path()
                            + " needs",
                    "one array",
                    "");
        }
        return Map.of(names.getFirst(), only);
    }

    /** The shapes of what the model reads, in one line, for people. */
    String describe(OnnxModel model) {
        return tensors.entrySet().stream()
                .filter(entry -> entry.getKey().isEmpty() || model.inputs().containsKey(entry.getKey()))
                .map(entry -> (entry.getKey().isEmpty() ? "input" : entry.getKey()) + " "
                        + entry.getValue().shapeText())
                .collect(Collectors.joining(", "));
    }
}
