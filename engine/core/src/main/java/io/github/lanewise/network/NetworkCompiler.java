package io.github.lanewise.network;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.team.WorkerTeam;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles what a model is into stages that run: weights are packed, and each stage gets its place in the state. */
public final class NetworkCompiler {
    private final @Nullable DirectionsJob sideBySide;
    private final List<Section> sections = new ArrayList<>();
    private List<Stage> stages = new ArrayList<>();
    private int headStart;
    private @Nullable RepeatSpec repeat;
    private int stateFloats;
    private int recurrentLayers;

    private NetworkCompiler(@Nullable WorkerTeam team) {
        sideBySide = team == null ? null : new DirectionsJob(team);
    }

    /**
     * Compiles.
     *
     * @param spec what the model is
     * @param kernels the arithmetic
     * @param team threads that run the directions of a layer at once, or null for none; closed by its owner
     * @return the network
     */
    public static Network compile(ModelSpec spec, Kernels kernels, @Nullable WorkerTeam team) {
        NetworkCompiler compiler = new NetworkCompiler(team);
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            compiler.add(spec.layers().get(layer), kernels.of(spec.precision(layer)));
        }
        compiler.endSection(spec.head());
        OutputCopy outputCopy = spec.layers().getLast() instanceof SkipSpec ? OutputCopy.ADD_INPUT : OutputCopy.NONE;
        return new Network(spec, compiler.sections, compiler.stateFloats, outputCopy);
    }

    /**
     * No switch on types, here or in other code that runs before a model's first output. The JVM makes a class for such a switch
     * when it first runs, which takes 10 to 15 ms. {@code FirstOutputTest} checks it.
     */
    @SuppressWarnings("IfChainToSwitch")
    private void add(LayerSpec layer, Kernels kernels) {
        if (layer instanceof RecurrentSpec stack) {
            addStack(stack, kernels);
            headStart = stages.size();
        } else if (layer instanceof TemporalConv1dSpec convolution) {
            TemporalConv1dStage stage = new TemporalConv1dStage(convolution, kernels, stateFloats);
            stateFloats += stage.stateFloats();
            stages.add(stage);
        } else if (layer instanceof RepeatSpec next) {
            endSection(next.head());
            repeat = next;
        } else if (!(layer instanceof SkipSpec)) {
            // A skip has no stage: it needs the model's input, which only the ends of the network see.
            stages.add(rowStage(layer, kernels));
        }
    }

    @SuppressWarnings("IfChainToSwitch")
    private static RowStage rowStage(LayerSpec layer, Kernels kernels) {
        if (layer instanceof LinearSpec linear) {
            return new LinearStage(linear, kernels);
        } else if (layer instanceof Conv1dSpec convolution) {
            return new Conv1dStage(convolution, kernels);
        } else if (layer instanceof EmbeddingSpec embedding) {
            return new EmbeddingStage(embedding);
        } else if (layer instanceof ActivationSpec activation) {
            return new ActivationStage(activation, kernels);
        } else if (layer instanceof MergeSpec merge) {
            return new MergeStage(merge, kernels);
        } else if (layer instanceof KeepSpec keep) {
            return new KeepStage(keep);
        } else if (layer instanceof MaskSpec mask) {
            return new MaskStage(mask, kernels);
        } else if (layer instanceof LayerNormSpec norm) {
            return new LayerNormStage(norm);
        } else if (layer instanceof MagnitudeSpec magnitude) {
            return new MagnitudeStage(magnitude, kernels);
        }
        throw new IllegalStateException("expected a layer that has a stage, found " + layer.describe());
    }

    private void endSection(Head head) {
        sections.add(new Section(stages, headStart, head, repeat));
        stages = new ArrayList<>();
        headStart = 0;
    }

    /** Adds a stage a layer. */
    private void addStack(RecurrentSpec stack, Kernels kernels) {
        int directions = stack.directions();
        int input = stack.inputSize();
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            List<Cell> cells = new ArrayList<>();
            for (int direction = 0; direction < directions; direction++) {
                CellWeights weights = stack.weights().get(layer * directions + direction);
                cells.add(Cell.of(stack.kind(), weights, stack.options().get(direction), kernels));
            }
            RecurrentStage stage = new RecurrentStage(
                    stack.name(), recurrentLayers++, input, cells, stack.reverse(), stateFloats, sideBySide);
            stages.add(stage);
            stateFloats += stage.stateFloats();
            input = stage.outputSize();
        }
    }
}
