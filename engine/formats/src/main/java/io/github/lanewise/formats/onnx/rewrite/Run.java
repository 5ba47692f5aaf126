package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.cell.Cell;
import io.github.lanewise.formats.onnx.cell.RowSource;
import io.github.lanewise.formats.onnx.cell.RowSource.Pick;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one recurrent layer, one after another.
 *
 * @param cells the steps, in the order in which they run
 * @param below the run whose hidden states they read, or null
 */
record Run(List<Cell> cells, @Nullable Run below) {
    Run {
        cells = List.copyOf(cells);
    }

    Cell first() {
        return cells.getFirst();
    }

    Cell last() {
        return cells.getLast();
    }

    /** The weights: those of a step that multiplies its state too, if there is one. */
    Cell weights() {
        return cells.size() > 1 ? cells.get(1) : first();
    }

    /** Whether it is one step of values that have no time. */
    boolean isOneStep() {
        return cells.size() == 1 && below == null && first().x().pick() == null;
    }

    /** Whether the steps go from the end to the beginning. */
    boolean isReverse() {
        if (below != null) {
            return below.isReverse();
        }
        Pick pick = first().x().pick();
        return pick != null && cells.size() > 1 && (pick.fromEnd() || pick.index() > 0);
    }

    /** Whether each step reads the next row of one value, or of the layer below. */
    boolean readsInOrder() {
        if (isOneStep()) {
            return true;
        }
        for (int t = 0; t < cells.size(); t++) {
            RowSource x = cells.get(t).x();
            boolean inOrder = below == null
                    ? isPick(x, t)
                    : t < below.cells.size()
                            && x.value().equals(below.cells.get(t).hiddenAfter());
            if (!inOrder) {
                return false;
            }
        }
        return below == null || below.cells.size() == cells.size();
    }

    private boolean isPick(RowSource x, int t) {
        Pick start = first().x().pick();
        Pick pick = x.pick();
        if (start == null || pick == null || !x.value().equals(first().x().value()) || pick.axis() != start.axis()) {
            return false;
        }
        boolean descends = !start.fromEnd() && start.index() > 0;
        return pick.fromEnd() == start.fromEnd() && pick.index() == (descends ? cells.size() - 1 - t : t);
    }

    /** The hidden states in the order of time. */
    List<String> rowsInTime() {
        List<String> rows = cells.stream().map(Cell::hiddenAfter).toList();
        return isReverse() ? rows.reversed() : rows;
    }

    /** The value whose rows the steps read. */
    String source() {
        return first().x().value();
    }
}
