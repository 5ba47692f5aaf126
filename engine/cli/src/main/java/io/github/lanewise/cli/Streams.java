package io.github.lanewise.cli;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Runs sequences as streams, each with a state of its own, piece by piece. */
final class Streams {
    private final Session session;
    private final int[] chunks;
    private final Progress progress;

    private Streams(Session session, int[] chunks, Progress progress) {
        this.session = session;
        this.chunks = chunks;
        this.progress = progress;
    }

    /**
     * Runs one sequence in pieces, so that one sees how far it has come.
     *
     * @param model that can step, and writes every step
     * @param sequence that it has accepted before, without a batch
     * @param piece steps between two reports
     * @param progress is told
     */
    static Results inPieces(Model model, Sequences sequence, int piece, Progress progress) {
        return new Streams(model.newSession(), new int[] {piece}, progress).one(sequence);
    }

    /**
     * Runs sequences of a model that can step.
     *
     * @param engine model and backend
     * @param sequences that it has accepted before
     * @param chunks the sizes of the pieces in steps, over and over; a lone 1 for step by step
     * @return the results of all sequences, put together
     */
    static Results run(Engine engine, Sequences sequences, int... chunks) {
        Streams streams = new Streams(engine.model().newSession(), chunks, Progress.none());
        Assembly assembly = new Assembly(engine, sequences);
        for (int row = 0; row < sequences.batch(); row++) {
            assembly.put(row, streams.one(sequences.alone(row)));
        }
        return assembly.results();
    }

    private Results one(Sequences stream) {
        ModelSpec spec = session.model().spec();
        State state = begin(session.model(), stream);
        @Nullable RecurrentSpec stack = spec.singleStack();
        float[] output = advance(stream.input().data(), stream.steps(), state);
        return new Results(
                Tensor.of(output, output.length / spec.outputSize(), spec.outputSize()),
                stack == null ? null : states(stack, state::hidden),
                stack == null || stack.kind() != CellKind.LSTM ? null : states(stack, state::cell));
    }

    /** The state of a sequence without a batch before its first step. */
    static State begin(Model model, Sequences stream) {
        State state = model.newState();
        Tensor h0 = stream.h0();
        Tensor c0 = stream.c0();
        if (h0 != null) {
            eachLayer(h0, state::setHidden);
        }
        if (c0 != null) {
            eachLayer(c0, state::setCell);
        }
        return state;
    }

    /** The output rows of all steps, or the last one where the model's head is another. */
    private float[] advance(float[] x, int steps, State state) {
        int in = session.model().inputSize();
        int out = session.model().outputSize();
        boolean everyStep = session.model().spec().head() == Head.EVERY_STEP;
        float[] output = new float[everyStep ? steps * out : out];
        boolean stepByStep = chunks.length == 1 && chunks[0] == 1;
        int from = 0;
        for (int i = 0; from < steps; i++) {
            progress.at((double) from / steps, RunInput.PreparedRun.RUNNING);
            int count = Math.min(chunks[i % chunks.length], steps - from);
            int at = everyStep ? from * out : 0;
            if (stepByStep) {
                session.step(x, from * in, state, output, at);
            } else {
                session.run(x, from * in, count, state, output, at);
            }
            from += count;
        }
        return output;
    }

    private interface LayerSetter {
        void set(int layer, float[] values);
    }

    private static void eachLayer(Tensor states, LayerSetter setter) {
        int size = states.size(1);
        for (int layer = 0; layer < states.size(0); layer++) {
            setter.set(layer, Arrays.copyOfRange(states.data(), layer * size, (layer + 1) * size));
        }
    }

    private static Tensor states(RecurrentSpec stack, IntFunction<float[]> state) {
        int size = state.apply(0).length;
        Tensor states = Tensor.zeros(stack.numLayers(), size);
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            System.arraycopy(state.apply(layer), 0, states.data(), layer * size, size);
        }
        return states;
    }
}
