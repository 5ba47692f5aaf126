package io.github.lanewise.cli;

import static io.github.lanewise.cli.StoredWeights.grouped;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a model file holds, and what would compute it here. */
@Command(
        name = "info",
        description = "Shows what a model is, and what would compute it here.",
        mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument argument;

    @Override
    public Integer call() throws IOException, CommandException {
        PrintWriter out = command.commandLine().getOut();
        if (argument.isPipeline()) {
            PipelineFacts.print(argument.readPipeline(Set.of()), out);
            return 0;
        }
        @Nullable OnnxModel graph = argument.isOnnx() ? argument.readGraph(Map.of()) : null;
        ModelFile model = graph == null ? argument.read() : graph.file();
        facts(model, graph).print(out);
        if (graph != null) {
            out.println();
            names(graph).print(out);
        }
        out.println();
        layers(model.spec()).print(out);
        if (graph != null) {
            out.println();
            folded(graph).print(out);
        }
        if (renamed(model)) {
            out.println();
            origins(model).print(out);
        }
        return 0;
    }

    private static Table names(OnnxModel graph) {
        Table table = new Table("lll").row("graph", "name", "what it is");
        graph.inputs().forEach((name, use) -> table.row("input", name, use));
        graph.constants().forEach((name, value) -> table.row("input", name, "constant " + value));
        graph.outputs().forEach((name, use) -> table.row("output", name, use));
        return table;
    }

    private static Table folded(OnnxModel graph) {
        Table table = new Table("ll").row("layer", "folded from");
        for (int i = 0; i < graph.folded().size(); i++) {
            LayerSpec layer = graph.spec().layers().get(i);
            String name = layer.name().isEmpty() ? layer.describe() : layer.name();
            table.row(name, String.join(", ", graph.folded().get(i)));
        }
        return table;
    }

    private static boolean renamed(ModelFile model) {
        return model.origins().entrySet().stream()
                .anyMatch(origin -> !origin.getKey().equals(origin.getValue()));
    }

    private static Table origins(ModelFile model) {
        Table table = new Table("ll").row("tensor", "in the file");
        model.origins().forEach(table::row);
        return table;
    }

    private static Table facts(ModelFile model, @Nullable OnnxModel graph) throws CommandException {
        ModelSpec spec = model.spec();
        boolean tokens = spec.layers().getFirst() instanceof EmbeddingSpec;
        List<String> unused = model.unused();
        Table table = new Table("ll")
                .row("file", model.path().toString())
                .row("model", spec.describe())
                .row("read from", model.form());
        if (graph != null) {
            addOrigin(graph, table);
        }
        table.row("input", tokens ? batchShape(spec, "") + " tokens" : batchShape(spec, ", " + spec.inputSize()))
                .row("output", outputShape(spec))
                .row("batch first", batchFirst(spec))
                .row("head", head(spec.head()))
                .row("can step", canStep(spec))
                .row("not used", unused.isEmpty() ? "none of its tensors" : String.join(", ", unused))
                .row("backend", Backends.describe(Backend.AUTO))
                .row("available", Backends.available());
        String head = model.possibleHead();
        if (head != null) {
            table.row("possible head", head + "; " + HeadArgument.proposal(head));
        }
        model.notes().forEach(note -> table.row("note", note));
        AudioFrames audio = model.audio();
        if (audio != null) {
            table.row("sound", sound(audio));
        }
        return table;
    }

    /** What wrote the graph, its version of the operators, and the layer names that are not from the file. */
    private static void addOrigin(OnnxModel graph, Table table) {
        table.row("producer", graph.producer().isEmpty() ? "not said" : graph.producer())
                .row("opset", Integer.toString(graph.opset()));
        if (!graph.madeUpNames().isEmpty()) {
            table.row(
                    "made up", String.join(", ", graph.madeUpNames()) + ", since the file does not name these layers");
        }
    }

    private static String sound(AudioFrames audio) {
        String rate = audio.sampleRate() + " Hz, ";
        if (audio.size() == 1) {
            return rate + "a sample a time step";
        }
        return rate + audio.hop() + " samples a time step"
                + (audio.context() == 0 ? "" : ", with the " + audio.context() + " before them");
    }

    private static String batchShape(ModelSpec spec, String features) {
        return batchShape(spec, "T", features);
    }

    private static String batchShape(ModelSpec spec, String steps, String features) {
        return switch (spec.batchOrder()) {
                    case BATCH_FIRST -> "(N, " + steps;
                    case TIME_FIRST -> "(" + steps + ", N";
                    case UNKNOWN -> "(" + steps;
                }
                + features + ")";
    }

    private static String batchFirst(ModelSpec spec) {
        return switch (spec.batchOrder()) {
            case BATCH_FIRST -> "yes";
            case TIME_FIRST -> "no";
            case UNKNOWN -> "not said; a batch needs " + ModelNotes.ORDER_OPTIONS;
        };
    }

    private static String outputShape(ModelSpec spec) {
        if (spec.head() != Head.EVERY_STEP) {
            return "(N, " + spec.outputSize() + ")";
        }
        boolean repeats = spec.layers().stream().anyMatch(RepeatSpec.class::isInstance);
        // Behind a repeat the number of steps is the model's, whatever the input's.
        String steps = repeats ? Integer.toString(spec.outputRows(1)) : "T";
        return batchShape(spec, steps, ", " + spec.outputSize());
    }

    private static String head(Head head) {
        return switch (head) {
            case EVERY_STEP -> "every step";
            case LAST_STEP -> "last step of each sequence";
            case FINAL_HIDDEN -> "final hidden state of each sequence";
        };
    }

    private static String canStep(ModelSpec spec) {
        String reason = spec.wholeSequenceReason();
        return reason == null ? "yes" : "no, " + reason + " needs the whole sequence";
    }

    /** With the precisions, where one is not fp32. */
    private static Table layers(ModelSpec spec) {
        boolean reduced = StoredWeights.anyReduced(spec);
        Table table = reduced
                ? new Table("llrrrlr").row("layer", "name", "in", "out", "parameters", "precision", "bytes")
                : new Table("llrrrr").row("layer", "name", "in", "out", "parameters", "bytes");
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            List<String> cells = new ArrayList<>(List.of(
                    layer.describe(),
                    layer.name().isEmpty() ? "-" : layer.name(),
                    grouped(layer.inputSize()),
                    grouped(layer.outputSize()),
                    grouped(parameters(layer))));
            if (reduced) {
                cells.add(layer.matrices().isEmpty() ? "" : spec.precision(i).text());
            }
            cells.add(grouped(StoredWeights.bytes(spec, i)));
            table.row(cells.toArray(String[]::new));
        }
        List<String> total = new ArrayList<>(List.of("total", "", "", "", grouped(spec.parameters())));
        if (reduced) {
            total.add("");
        }
        total.add(grouped(StoredWeights.bytes(spec)));
        return table.row(total.toArray(String[]::new));
    }

    private static long parameters(LayerSpec layer) {
        return layer.tensors().values().stream()
                .map(Tensor::data)
                .mapToLong(data -> data.length)
                .sum();
    }
}
