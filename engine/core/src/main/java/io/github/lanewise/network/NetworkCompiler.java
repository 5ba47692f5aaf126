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

    private void add(LayerSpec layer, Kernels kernels) {
        switch (layer) {
            case RecurrentSpec stack -> {
                addStack(stack, kernels);
                headStart = stages.size();
            }
            case TemporalConv1dSpec convolution -> {
                TemporalConv1dStage stage = new TemporalConv1dStage(convolution, kernels, stateFloats);
                stateFloats += stage.stateFloats();
                stages.add(stage);
            }
            case LinearSpec linear -> stages.add(new LinearStage(linear, kernels));
            case Conv1dSpec convolution -> stages.add(new Conv1dStage(convolution, kernels));
            case EmbeddingSpec embedding -> stages.add(new EmbeddingStage(embedding));
            case ActivationSpec activation -> stages.add(new ActivationStage(activation, kernels));
            case MergeSpec merge -> stages.add(new MergeStage(merge, kernels));
            case RepeatSpec next -> {
                endSection(next.head());
                repeat = next;
            }
            // No stage: it needs the model's input, which only the ends of the network see.
            case SkipSpec _ -> {}
            case KeepSpec keep -> stages.add(new KeepStage(keep));
            case MaskSpec mask -> stages.add(new MaskStage(mask, kernels));
            case LayerNormSpec norm -> stages.add(new LayerNormStage(norm));
            case MagnitudeSpec magnitude -> stages.add(new MagnitudeStage(magnitude, kernels));
        }
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
