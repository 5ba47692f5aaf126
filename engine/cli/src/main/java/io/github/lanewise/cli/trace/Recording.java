package io.github.lanewise.cli.trace;

import io.github.lanewise.LayerState;
import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.Session;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model did with one sequence.
 *
 * @param input (T, features)
 * @param output (steps, features), or (features) of a model that writes one row
 * @param stacks the recurrent stacks in the order in which they run; of each its layers, forward direction first
 */
public record Recording(Tensor input, Tensor output, List<List<LayerTrace>> stacks) {
    /**
     * Runs a model over a sequence.
     *
     * @param model the model
     * @param input (T, features), at least one step
     * @param h0 for a model of one stack: hidden states (L D, Hout) to begin from; null for the model's own
     * @param c0 for a model of one LSTM stack: cell states (L D, H) to begin from; null for the model's own
     * @return gates and states of every step
     * @throws IllegalArgumentException if the model does not take the input or a state
     */
    public static Recording of(Model model, Tensor input, @Nullable Tensor h0, @Nullable Tensor c0) {
        List<List<LayerTrace>> stacks = new ArrayList<>();
        List<List<LayerTrace>> layers = new ArrayList<>(); // counted through all stacks, as the engine does
        for (LayerSpec layer : model.spec().layers()) {
            if (layer instanceof RecurrentSpec stack) {
                requireRoom(input.size(0), stack);
                List<List<LayerTrace>> ofStack = empty(
                        stack,
                        h0 == null ? stack.initialHidden() : h0,
                        c0 == null ? stack.initialCell() : c0,
                        input.size(0));
                layers.addAll(ofStack);
                stacks.add(ofStack.stream().flatMap(List::stream).toList());
            }
        }
        Session session = model.newSession();
        session.trace(trace -> {
            List<LayerTrace> directions = layers.get(trace.layer());
            directions.get(trace.reverse() ? directions.size() - 1 : 0).add(trace);
        });
        Tensor output = session.run(input, RunOptions.none().initialStates(begin(session, h0, c0)));
        return new Recording(input, output, Collections.unmodifiableList(stacks));
    }

    /** A signal is one array. */
    private static void requireRoom(int steps, RecurrentSpec stack) {
        int most = Integer.MAX_VALUE / 2 / stack.hiddenSize();
        if (steps > most) {
            throw new IllegalArgumentException("input: expected at most " + most + " steps to trace for "
                    + stack.describe() + ", found " + steps + "; give a part of it");
        }
    }

    private static List<List<LayerTrace>> empty(
            RecurrentSpec stack, @Nullable Tensor h0, @Nullable Tensor c0, int steps) {
        List<List<LayerTrace>> layers = new ArrayList<>();
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            List<LayerTrace> directions = new ArrayList<>();
            for (int direction = 0; direction < stack.directions(); direction++) {
                directions.add(new LayerTrace(stack, layer, direction, h0, c0, steps));
            }
            layers.add(directions);
        }
        return layers;
    }

    /** Given states in the engine's form, null for the model's own. */
    private static @Nullable List<LayerState> begin(Session session, @Nullable Tensor h0, @Nullable Tensor c0) {
        if (h0 == null && c0 == null) {
            return null;
        }
        RecurrentSpec stack = session.model().spec().singleStack();
        if (stack == null || (c0 != null && stack.kind() != CellKind.LSTM)) {
            throw new IllegalArgumentException((h0 == null ? "c0" : "h0") + ": expected none for "
                    + session.model().spec().describe() + ", found one; leave it out");
        }
        List<LayerState> states = session.newStates(1);
        int cells = stack.numLayers() * stack.directions();
        if (h0 != null) {
            h0.requireShape("h0", cells, stack.recurrentSize());
        }
        if (c0 != null) {
            c0.requireShape("c0", cells, stack.hiddenSize());
        }
        for (int layer = 0; layer < states.size(); layer++) {
            fill(states.get(layer).hidden(), h0 == null ? stack.initialHidden() : h0, layer);
            fill(states.get(layer).cell(), c0 == null ? stack.initialCell() : c0, layer);
        }
        return states;
    }

    private static void fill(@Nullable Tensor state, @Nullable Tensor from, int layer) {
        if (state != null && from != null) {
            int length = state.data().length;
            System.arraycopy(from.data(), layer * length, state.data(), 0, length);
        }
    }

    /**
     * All layers and directions.
     *
     * @return in the order in which they run
     */
    public List<LayerTrace> layers() {
        return stacks.stream().flatMap(List::stream).toList();
    }

    /**
     * The stack that a layer belongs to.
     *
     * @param layer one of {@link #layers}
     * @return all layers and directions of it
     */
    public List<LayerTrace> stackOf(LayerTrace layer) {
        return stacks.stream()
                .filter(stack -> stack.contains(layer))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(layer.describe() + ": expected a layer of this recording"));
    }
}
