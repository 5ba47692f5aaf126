package io.github.lanewise.cli;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What one sequence makes of a model that writes every step.
 *
 * @param output the rows of all steps
 * @param states hidden and cell states of all layers after the steps that were asked for, as far as the sequence goes; none of
 *     a model that cannot step
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Course(float[] output, List<float[]> states) {
    /**
     * Runs a sequence.
     *
     * @param sequence without a batch
     * @param marks numbers of steps after which the states are kept, rising
     */
    static Course of(Engine engine, Sequences sequence, int... marks) {
        if (!engine.model().canStep()) {
            return new Course(engine.runner().run(sequence).output().data(), List.of());
        }
        Model model = engine.model();
        Session session = model.newSession();
        State state = Streams.begin(model, sequence);
        float[] output = new float[sequence.steps() * model.outputSize()];
        List<float[]> states = new ArrayList<>();
        int from = 0;
        for (int mark : marks) {
            int to = Math.min(mark, sequence.steps());
            if (to > from) {
                session.run(
                        sequence.input().data(),
                        from * model.inputSize(),
                        to - from,
                        state,
                        output,
                        from * model.outputSize());
                from = to;
            }
            if (from == mark) {
                states.add(all(model, state));
            }
        }
        return new Course(output, states);
    }

    /** Hidden and cell states of all recurrent layers, one after another. */
    private static float[] all(Model model, State state) {
        List<float[]> vectors = new ArrayList<>();
        int number = 0;
        for (LayerSpec layer : model.spec().layers()) {
            if (layer instanceof RecurrentSpec stack) {
                for (int i = 0; i < stack.numLayers(); i++, number++) {
                    vectors.add(state.hidden(number));
                    if (stack.kind() == CellKind.LSTM) {
                        vectors.add(state.cell(number));
                    }
                }
            }
        }
        float[] all =
                new float[vectors.stream().mapToInt(vector -> vector.length).sum()];
        int at = 0;
        for (float[] vector : vectors) {
            System.arraycopy(vector, 0, all, at, vector.length);
            at += vector.length;
        }
        return all;
    }
}
