package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.formats.onnx.OnnxRunner;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model and its inputs: {@code .safetensors} with tensors under the names of the graph's inputs, weights
 * perhaps among them; or one array, or a recording, for a graph whose other inputs are states.
 *
 * @param graph the model
 * @param path where the inputs are from
 * @param tensors by name; none for one array
 * @param notRead names of the tensors whose types are not read, each with its type
 * @param array the array; null for named tensors
 * @param sound the recording that the array's rows are cut from; null for something else
 */
record GraphInput(
        OnnxModel graph,
        Path path,
        Map<String, Tensor> tensors,
        List<String> notRead,
        @Nullable Tensor array,
        @Nullable Wav sound)
        implements RunInput {
    /**
     * Reads the inputs, and then the model, whose weights may be among the tensors.
     *
     * @param table how a {@code .csv} is written
     * @throws IOException if a file cannot be read, or an input is of no type of numbers, or the model is not of the family
     * @throws CommandException if the model needs numbers that the file may have in a type that is not read
     */
    static GraphInput read(Path path, ModelArgument model, CsvOptions table) throws IOException, CommandException {
        return switch (FileKind.of(path)) {
            case CSV -> of(path, model, Csv.read(path, table));
            case NPY -> of(path, model, Npy.read(path));
            case WAV -> {
                Wav sound = Wav.read(path);
                yield new GraphInput(model.readGraph(sound), path, Map.of(), List.of(), null, sound);
            }
            case SAFETENSORS -> named(path, model);
        };
    }

    private static GraphInput of(Path path, ModelArgument model, Tensor array) throws IOException {
        return new GraphInput(model.readGraph(Map.of()), path, Map.of(), List.of(), array, null);
    }

    private static GraphInput named(Path path, ModelArgument model) throws IOException, CommandException {
        Safetensors file = Safetensors.read(path);
        NumberReader numbers = new NumberReader(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (file.dtype(name).isReadableAsIntegers()) {
                tensors.put(name, numbers.floats(name));
            } else {
                others.put(name, name + " (" + file.dtype(name) + ")");
            }
        }
        List<String> notRead = List.copyOf(others.values());
        OnnxModel graph = graph(path, model, tensors, notRead);
        for (String name : others.keySet()) {
            if (graph.inputs().containsKey(name)) {
                // Refuses the type.
                numbers.floats(name);
            }
        }
        return new GraphInput(graph, path, tensors, notRead, null, null);
    }

    /** The graph. If it lacks an input, the refusal lists the tensors that are not read: the input may be one of them. */
    private static OnnxModel graph(Path path, ModelArgument model, Map<String, Tensor> tensors, List<String> notRead)
            throws IOException, CommandException {
        try {
            return model.readGraph(tensors);
        } catch (FormatException e) {
            if (notRead.isEmpty() || !e.answers().contains(ReadOption.SET)) {
                throw e;
            }
            throw new CommandException(
                    e.getMessage() + "; " + path + " has tensors of types that are not read: "
                            + String.join(", ", notRead),
                    e);
        }
    }

    /**
     * Reads one array from standard input, and the model.
     *
     * @param table how a table is written
     * @throws IOException if it cannot be read, or is no array, or the model is not of the family
     */
    static GraphInput read(InputStream in, ModelArgument model, CsvOptions table) throws IOException {
        return of(StandardInput.NAME, model, StandardInput.read(in, table).tensor());
    }

    @Override
    public ModelFile model() {
        return graph.file();
    }

    @Override
    public long rows() {
        if (sound != null) {
            AudioFrames audio = graph.file().audio();
            return Math.ceilDiv(sound.samples().size(0), audio == null ? 1 : audio.hop());
        }
        long numbers = array != null
                ? array.data().length
                : tensors.entrySet().stream()
                        .filter(entry -> graph.inputs().containsKey(entry.getKey()))
                        .mapToLong(entry -> entry.getValue().data().length)
                        .sum();
        return Math.ceilDiv(numbers, graph.spec().inputSize());
    }

    @Override
    public Set<String> finalStates() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(graph.finalStates()));
    }

    @Override
    public String describeModel() {
        return "a graph with the outputs " + String.join(", ", graph.outputs().keySet());
    }

    /** The outputs' names are known before the run; their shapes depend on it. */
    @Override
    public Map<String, Tensor> tensorsByName() {
        if (array != null) {
            return Map.of("input", array);
        }
        if (sound != null) {
            return Map.of("input", sound.samples());
        }
        Map<String, Tensor> used = new LinkedHashMap<>(tensors);
        used.keySet().retainAll(graph.inputs().keySet());
        return used;
    }

    @Override
    public PreparedRun prepare(ModelSpec spec, Backend backend, Destination destination)
            throws CommandException, FormatException {
        Set<String> outputs = new LinkedHashSet<>(graph.outputs().keySet());
        outputs.removeAll(finalStates());
        destination.requireRoom(outputs);
        Backends.describe(backend);
        OnnxRunner runner = inPrecisionsOf(spec).newRunner(backend);
        return progress -> {
            progress.at(PreparedRun.RUNNING);
            Map<String, Tensor> results = outputsFirst(run(runner));
            destination.requireRoom(results.values().iterator().next(), AudioFormat.of(sound, graph.file()));
            return results;
        };
    }

    private OnnxModel inPrecisionsOf(ModelSpec spec) {
        OnnxModel model = graph;
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            model = model.withPrecision(layer, spec.precision(layer));
        }
        return model;
    }

    /** A destination for one array gets the first: rows, if there are any. */
    private Map<String, Tensor> outputsFirst(Map<String, Tensor> results) {
        LinkedHashMap<String, Tensor> ordered = new LinkedHashMap<>(results);
        finalStates().forEach(name -> ordered.putLast(name, results.getOrDefault(name, Tensor.zeros(0))));
        return ordered;
    }

    private Map<String, Tensor> run(OnnxRunner runner) throws CommandException, FormatException {
        try {
            if (sound != null) {
                return runner.run(SequenceInput.rows(path, sound, graph.file()));
            }
            Tensor alone = array == null ? sequencesAlone() : array;
            return alone == null ? runner.run(tensors) : runner.run(alone);
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + ": " + e.getMessage(), e);
        }
    }

    /** The sequences, if they are the only input in the file: they run as an array does. Otherwise null. */
    private @Nullable Tensor sequencesAlone() {
        Set<String> inputs = new HashSet<>(tensors.keySet());
        inputs.retainAll(graph.inputs().keySet());
        return inputs.equals(Set.of(graph.sequences())) ? tensors.get(graph.sequences()) : null;
    }

    /** Says which tensors are no inputs of the graph, and which states began from zeros because they were not given. */
    @Override
    public void reportNotes(PrintWriter err) {
        ModelNotes.reportDifferences(graph.file(), err);
        List<String> notUsed = new ArrayList<>();
        tensors.keySet().stream()
                .filter(name -> !graph.inputs().containsKey(name)
                        && !graph.weights().contains(name)
                        && !StoredAnswers.isAnswer(name))
                .forEach(notUsed::add);
        notUsed.addAll(notRead);
        if (!notUsed.isEmpty()) {
            err.println(path + ": not used: " + String.join(", ", notUsed));
        }
        boolean alone = tensors.isEmpty() || sequencesAlone() != null;
        if (alone && !graph.initialStates().isEmpty()) {
            err.println(path + ": initial states of zeros for " + String.join(", ", graph.initialStates()));
        }
    }

    @Override
    public String describe() {
        if (array != null) {
            return "input " + array.shapeText();
        }
        if (sound != null) {
            return "input of " + sound.samples().size(0) + " samples";
        }
        return tensors.entrySet().stream()
                .filter(entry -> graph.inputs().containsKey(entry.getKey()))
                .map(entry -> entry.getKey() + " " + entry.getValue().shapeText())
                .collect(Collectors.joining(", "));
    }
}
