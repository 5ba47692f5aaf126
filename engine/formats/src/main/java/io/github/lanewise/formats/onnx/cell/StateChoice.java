package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.facts.Facts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of the two sources of a cell's products is the hidden state. A graph of one step says nothing of what goes on to the
 * next: there the state is the source that is as wide as the cell, and if both are, the one that no node makes, or the later one
 * of two inputs, as every exporter writes them. For that step both readings are the same sum.
 */
public final class StateChoice {
    private final Facts facts;
    private final List<String> inputs;
    private final Set<String> states;
    private final Map<String, Cell> byHidden = new HashMap<>();
    private final Map<String, Cell> byCell = new HashMap<>();

    /**
     * Choices in a graph.
     *
     * @param inputs of the graph, in its order
     * @param states those of them that are states for certain, as in the body of a loop
     */
    public StateChoice(Facts facts, List<String> inputs, Set<String> states) {
        this.facts = facts;
        this.inputs = List.copyOf(inputs);
        this.states = new HashSet<>(states);
    }

    public void add(Cell cell) {
        byHidden.put(cell.hiddenAfter(), cell);
        if (cell.cellAfter() != null) {
            byCell.put(cell.cellAfter(), cell);
        }
    }

    /** The cell whose hidden state after the step is a value; null where there is none. */
    @Nullable
    public Cell endingWith(String hidden) {
        return byHidden.get(hidden);
    }

    /**
     * Chooses.
     *
     * @param sources two, or one where the state has been left out
     * @param units of the cell
     * @param cell the cell state before, or null
     * @param goesOn whether a cell would go on from a source
     * @return the source; null where none can be
     */
    @Nullable
    RowSource choose(
            Map<RowSource, MatrixView> sources, int units, @Nullable String cell, Predicate<RowSource> goesOn) {
        List<RowSource> wide = new ArrayList<>();
        sources.forEach((source, matrix) -> {
            if (matrix.rows() == units) {
                wide.add(source);
            }
        });
        Cell before = cell == null ? null : byCell.get(cell);
        if (before != null) {
            return only(wide, source -> source.value().equals(before.hiddenAfter()));
        }
        if (!states.isEmpty()) {
            return only(wide, source -> states.contains(source.value()));
        }
        RowSource next = only(wide, goesOn);
        if (next != null) {
            return next;
        }
        // A layer begins with a state of its own, not with that of another layer.
        wide.removeIf(source -> byHidden.containsKey(source.value()));
        // Steps of a sequence are no states, unless there is nothing else: a state may be one of several in an input.
        if (wide.stream().anyMatch(source -> source.pick() == null)) {
            wide.removeIf(source -> source.pick() != null);
        }
        if (wide.size() < 2) {
            return wide.isEmpty() ? null : wide.getFirst();
        }
        RowSource stored = only(wide, source -> facts.constant(source.value()) != null);
        RowSource given = stored != null ? stored : only(wide, source -> inputs.contains(source.value()));
        return given != null ? given : later(wide);
    }

    private static @Nullable RowSource only(List<RowSource> sources, Predicate<RowSource> condition) {
        List<RowSource> found = sources.stream().filter(condition).toList();
        return found.size() == 1 ? found.getFirst() : null;
    }

    private @Nullable RowSource later(List<RowSource> sources) {
        RowSource last = null;
        int place = -1;
        for (RowSource source : sources) {
            int at = inputs.indexOf(source.value());
            if (at > place) {
                place = at;
                last = source;
            }
        }
        return last;
    }
}
