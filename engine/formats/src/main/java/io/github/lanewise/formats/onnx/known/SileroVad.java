package io.github.lanewise.formats.onnx.known;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.FoldedGraph;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Silero VAD, versions 5 and 6, as published, recognized by the names and shapes of the graph's inputs and outputs. The file
 * does not say how a recording is cut; its authors' own code does: rows of 512 samples with the 64 before them at 16 kHz, of
 * 256 with 32 at 8 kHz.
 *
 * @see <a href="https://github.com/snakers4/silero-vad">the model's home</a>
 */
public final class SileroVad {
    private static final String INPUT = "input";
    private static final String STATE = "state";
    private static final String RATE = "sr";
    private static final AudioFrames AT_16_KHZ = new AudioFrames(16_000, 512, 64);
    private static final AudioFrames AT_8_KHZ = new AudioFrames(8_000, 256, 32);

    private SileroVad() {}

    /**
     * How a recording is cut at a sample rate, by default 16 kHz; null for other graphs.
     *
     * @param rate that was asked for
     * @param known inputs of the graph, the sample rate perhaps among them
     */
    public static @Nullable AudioFrames frames(
            Refusals source, OnnxGraph graph, OptionalInt rate, Map<String, Tensor> known) throws FormatException {
        if (!isSilero(graph)) {
            return null;
        }
        List<AudioFrames> possible = new ArrayList<>(List.of(AT_16_KHZ));
        // Only a graph that is made for both rates compares its input with one of them.
        if (graph.nodes().stream().anyMatch(SileroVad::comparesRate)) {
            possible.add(AT_8_KHZ);
        }
        float wanted = rate(source, rate, known.get(RATE));
        for (AudioFrames frames : possible) {
            if (frames.sampleRate() == wanted) {
                return frames;
            }
        }
        String rates = possible.size() == 1 ? "16000" : "16000 or 8000";
        throw source.refused("", rates + " samples a second", Messages.number(wanted), "resample the sound");
    }

    private static float rate(Refusals source, OptionalInt asked, @Nullable Tensor input) throws FormatException {
        if (input == null || input.data().length != 1) {
            return asked.orElse(AT_16_KHZ.sampleRate());
        }
        float rate = input.data()[0];
        if (asked.isPresent() && asked.getAsInt() != rate) {
            throw source.refused(
                    "input '" + RATE + "'",
                    asked.getAsInt() + ", the sample rate that was asked for",
                    Messages.number(rate),
                    "leave one of the two out");
        }
        return rate;
    }

    private static boolean comparesRate(OnnxNode node) {
        return node.operator().equals("Equal") && node.inputs().contains(RATE);
    }

    /** Adds the rate and the row that the graph has to know before the run, unless the run's inputs have them. */
    public static void bind(AudioFrames frames, Map<String, Tensor> known) {
        known.putIfAbsent(RATE, Tensor.of(new float[] {frames.sampleRate()}));
        known.putIfAbsent(INPUT, Tensor.zeros(1, frames.size()));
    }

    private static boolean isSilero(OnnxGraph graph) {
        return graph.outputs().equals(List.of("output", "stateN"))
                && hasInput(graph, INPUT, 2, true)
                && hasInput(graph, STATE, 3, true)
                && hasInput(graph, RATE, 0, false);
    }

    private static boolean hasInput(OnnxGraph graph, String name, int rank, boolean real) {
        for (OnnxGraph.Input input : graph.inputs()) {
            ElementType type = input.type();
            List<Dim> shape = input.shape();
            if (input.name().equals(name) && type != null && shape != null) {
                return shape.size() == rank && type.isReal() == real;
            }
        }
        return false;
    }

    /** Whether the states that the graph gives are those that the next row begins with, and nothing else goes in or out. */
    public static boolean carriesStates(List<FoldedGraph.StateInput> inputs, List<FoldedGraph.Output> outputs) {
        for (FoldedGraph.Output output : outputs) {
            if (output instanceof FoldedGraph.StatesOutput states) {
                for (FoldedGraph.StateInput input : inputs) {
                    int index = input.source().start().getFirst();
                    if (index >= states.places().size()
                            || !states.places().get(index).equals(input.place())) {
                        return false;
                    }
                }
                return states.places().size() == inputs.size();
            }
        }
        return false;
    }
}
