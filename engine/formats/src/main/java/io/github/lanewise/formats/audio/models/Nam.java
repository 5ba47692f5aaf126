package io.github.lanewise.formats.audio.models;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Neural Amp Modeler's LSTM ({@code .nam}). All weights stand in one row: for each layer a matrix with the input's columns
 * beside the hidden state's, a bias, the initial hidden and the initial cell state; then the head's weights and its bias.
 *
 * @see <a href="https://github.com/sdatkinson/NeuralAmpModelerCore">the code that plays them</a>
 */
final class Nam {
    private static final String NAME = "lstm";
    private static final String HEAD = "head";

    private final ConfigObject root;
    private final int inputs;
    private final int units;
    private final int layers;
    private final float[] row;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private int at;

    private Nam(ConfigObject root, ConfigObject config, float[] row) throws FormatException {
        this.root = root;
        this.row = row;
        inputs = config.size("input_size");
        units = config.size("hidden_size");
        layers = config.size("num_layers");
        config.requireNothingElse();
        requireLength();
    }

    static ModelFile read(ConfigObject root) throws FormatException {
        String version = root.string("version");
        if (!version.startsWith("0.5.")) {
            throw root.refused("version", "0.5.x", "'" + version + "'");
        }
        String architecture = root.string("architecture");
        if (!architecture.equals("LSTM")) {
            throw root.refused("architecture", "LSTM", "'" + architecture + "'");
        }
        ConfigObject config = root.object("config");
        Tensor row = JsonTensors.tensor(root.path(), "weights", root.required("weights"));
        if (row.rank() != 1) {
            throw root.refused("weights", "one row of numbers", "shape " + row.shapeText());
        }
        @Nullable AudioFrames audio = AudioModelFile.ofSamples(root, "sample_rate");
        // What people should know of the amplifier.
        root.ignore(List.of("metadata"));
        root.requireNothingElse();
        return new Nam(root, config, row.data()).read(audio);
    }

    private void requireLength() throws FormatException {
        // As doubles: sizes that only claim to be large overflow nothing.
        double columns = (double) inputs + units;
        double first = 4.0 * units * (columns + 1) + 2.0 * units;
        double others = (layers - 1.0) * (4.0 * units * (2.0 * units + 1) + 2.0 * units);
        double expected = first + others + units + 1;
        if (expected != row.length) {
            throw root.refused(
                    "weights",
                    "%.0f numbers for input_size %d, hidden_size %d, num_layers %d"
                            .formatted(expected, inputs, units, layers),
                    Integer.toString(row.length));
        }
    }

    private ModelFile read(@Nullable AudioFrames audio) throws FormatException {
        float[] hidden = new float[layers * units];
        float[] cell = new float[layers * units];
        for (int layer = 0; layer < layers; layer++) {
            readLayer(layer, layer == 0 ? inputs : units);
            System.arraycopy(take(units), 0, hidden, layer * units, units);
            System.arraycopy(take(units), 0, cell, layer * units, units);
        }
        put("initial_hidden", Tensor.of(hidden, layers, units), "each layer's initial hidden state");
        put("initial_cell", Tensor.of(cell, layers, units), "each layer's initial cell state");
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, inputs, units)
                .name(NAME)
                .numLayers(layers)
                .initialStates(true, true)
                .build(tensors);
        origins.put(HEAD + ".weight", place(units));
        Tensor weight = Tensor.of(take(units), 1, units);
        origins.put(HEAD + ".bias", place(1));
        ModelSpec model = ModelSpec.builder()
                .add(stack)
                .add(new LinearSpec(HEAD, weight, Tensor.of(take(1), 1)))
                .batchFirst(true)
                .build();
        return new ModelFile(root.path(), model, "NAM " + root.string("version"), origins, List.of()).withAudio(audio);
    }

    private void readLayer(int layer, int layerInputs) {
        String suffix = RecurrentSpec.suffix(layer, false);
        int columns = layerInputs + units;
        String matrix = place(4 * units * columns);
        float[] both = take(4 * units * columns);
        float[] input = new float[4 * units * layerInputs];
        float[] recurrent = new float[4 * units * units];
        for (int gateRow = 0; gateRow < 4 * units; gateRow++) {
            System.arraycopy(both, gateRow * columns, input, gateRow * layerInputs, layerInputs);
            System.arraycopy(both, gateRow * columns + layerInputs, recurrent, gateRow * units, units);
        }
        put("weight_ih" + suffix, Tensor.of(input, 4 * units, layerInputs), matrix + ", the first columns");
        put("weight_hh" + suffix, Tensor.of(recurrent, 4 * units, units), matrix + ", the other columns");
        String bias = place(4 * units);
        put("bias_ih" + suffix, Tensor.of(take(4 * units), 4 * units), bias);
        put("bias_hh" + suffix, Tensor.zeros(4 * units), "zeros");
    }

    private void put(String name, Tensor tensor, String origin) {
        tensors.put(name, tensor);
        origins.put(NAME + "." + name, origin);
    }

    private String place(int count) {
        return "weights[" + at + ".." + (at + count - 1) + "]";
    }

    private float[] take(int count) {
        at += count;
        return Arrays.copyOfRange(row, at - count, at);
    }
}
