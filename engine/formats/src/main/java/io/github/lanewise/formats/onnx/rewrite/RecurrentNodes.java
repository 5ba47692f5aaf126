package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.cell.Cell;
import io.github.lanewise.formats.onnx.cell.Cell.Before;
import io.github.lanewise.formats.onnx.cell.FormulaReader;
import io.github.lanewise.formats.onnx.facts.ConstantRows;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts one recurrent node, with axes as ONNX has them, in the place of a run's steps. */
final class RecurrentNodes {
    /** The operator that requires an axis to have as many steps as are written out. */
    static final String STEPS = "Steps";

    private final Rewriting rewriting;
    private final FormulaReader formulas;

    RecurrentNodes(Rewriting rewriting, FormulaReader formulas) {
        this.rewriting = rewriting;
        this.formulas = formulas;
    }

    /** The rows (time, batch, units) that a run gives. */
    private static String rows(Run run) {
        return run.last().hiddenAfter() + ".rows";
    }

    /** Rewrites a run; false where its values are of shapes that no recurrent layer has. */
    boolean replace(Run run) {
        List<OnnxNode> made = new ArrayList<>();
        String name = run.last().hiddenAfter();
        Cell weights = run.weights();
        if (weights.gates().getFirst().hidden() == null || !hasRankOfState(name)) {
            return false;
        }
        String x = input(run, name, made);
        String hidden = initialState(run.first().hidden(), name + ".hidden", made);
        Before cellBefore = run.first().cell();
        String cell = cellBefore == null ? "" : initialState(cellBefore, name + ".cell", made);
        if (x == null || hidden == null || cell == null) {
            return false;
        }
        List<String> replaced = new ArrayList<>(List.of(name));
        made.add(new RecurrentWeights(weights)
                .node(rewriting, name, name, x, hidden, cell, run.isReverse(), titles(run)));
        made.add(finalState(name + ".Y_h", name));
        String cellAfter = run.last().cellAfter();
        if (cellAfter != null) {
            made.add(finalState(name + ".Y_c", cellAfter));
            replaced.add(cellAfter);
        }
        made.add(rewriting.squeeze(name + ".Y", rows(run), 1));
        rewriting.replace(replaced, made);
        collect(run);
        return true;
    }

    private boolean hasRankOfState(String hidden) {
        int rank = rewriting.facts().rank(hidden);
        return rank == 2 || (rank == 3 && rewriting.facts().size(hidden, 0) == 1);
    }

    private @Nullable String input(Run run, String name, List<OnnxNode> made) {
        if (run.below() != null) {
            return rows(run.below());
        }
        return run.isOneStep() ? step(run.first().x().read(), name, made) : sequence(run, name, made);
    }

    /** Rows of one time step, which get an axis of time. */
    private @Nullable String step(String rows, String name, List<OnnxNode> made) {
        int rank = rewriting.facts().rank(rows);
        if (rank == 2) {
            made.add(rewriting.unsqueeze(rows, name + ".X", 0));
            return name + ".X";
        }
        return rank == 3 && rewriting.facts().size(rows, 0) == 1 ? rows : null;
    }

    /** Rows whose axis of time comes first, with as many steps as the run has. */
    private @Nullable String sequence(Run run, String name, List<OnnxNode> made) {
        String source = run.source();
        int axis = Objects.requireNonNull(run.first().x().pick()).axis();
        int rank = rewriting.facts().rank(source);
        if (rank < 2 || rank > 3 || axis > 1 || axis == rank - 1) {
            return null;
        }
        String rows = source;
        if (rewriting.facts().size(source, axis) != run.cells().size()) {
            rows = name + ".steps";
            Map<String, OnnxAttribute> attributes = Map.of(
                    "axis", OnnxAttribute.integer(axis),
                    "count", OnnxAttribute.integer(run.cells().size()));
            made.add(new OnnxNode(
                    name, Rewriting.DOMAIN, STEPS, List.of(source), List.of(rows), attributes, titles(run)));
            List<Dim> dims =
                    new ArrayList<>(Objects.requireNonNull(rewriting.facts().extents(source)));
            dims.set(axis, Dim.of(run.cells().size()));
            rewriting.facts().putExtents(rows, dims);
        }
        if (rank == 3 && axis == 0) {
            return rows;
        }
        String x = name + ".X";
        made.add(rank == 2 ? rewriting.unsqueeze(rows, x, 1) : rewriting.transpose(rows, x, 1, 0, 2));
        return x;
    }

    /** An initial state with an axis of directions; empty for zeros, null for one of another shape. */
    private @Nullable String initialState(Before state, String name, List<OnnxNode> made) {
        Value constant = state.constant();
        if (state.read().isEmpty() || (constant != null && ConstantRows.isZero(constant))) {
            return "";
        }
        int rank = rewriting.facts().rank(state.read());
        if (rank == 2) {
            made.add(rewriting.unsqueeze(state.read(), name, 0));
            return name;
        }
        return rank == 3 && rewriting.facts().size(state.read(), 0) == 1 ? state.read() : null;
    }

    /** A final state, of the rank that the graph wants. */
    private OnnxNode finalState(String state, String wanted) {
        return rewriting.facts().rank(wanted) == 2
                ? rewriting.squeeze(state, wanted, 0)
                : rewriting.identity(state, wanted);
    }

    private List<String> titles(Run run) {
        Set<String> from = new HashSet<>();
        for (Cell cell : run.cells()) {
            from.add(cell.x().value());
        }
        from.add(run.first().hidden().read());
        Before cellBefore = run.first().cell();
        if (cellBefore != null) {
            from.add(cellBefore.read());
        }
        List<OnnxNode> nodes = rewriting.between(List.of(run.last().hiddenAfter()), from);
        String last = nodes.isEmpty() ? "" : " up to " + nodes.getLast().title();
        String steps = run.cells().size() == 1 ? "one step" : run.cells().size() + " steps";
        return List.of(steps + " written out in " + nodes.size() + " nodes" + last);
    }

    /** Where all hidden states are put side by side again, the rows of the recurrent node take their place. */
    private void collect(Run run) {
        List<String> rows = run.rowsInTime();
        for (OnnxNode node : rewriting.nodes()) {
            String output = node.output(0);
            boolean joins = output != null
                    && node.operator().equals("Concat")
                    && node.domain().isEmpty()
                    && node.inputs().stream()
                            .map(input -> formulas.of(input).value())
                            .toList()
                            .equals(rows);
            if (joins && output != null && rows.size() > 1) {
                List<OnnxNode> moved = moved(rows(run), node, output);
                if (moved != null) {
                    rewriting.replace(List.of(output), moved);
                }
            }
        }
    }

    /** Rows (time, batch, units) with their axes where a Concat has them; null where it joins along another axis. */
    private @Nullable List<OnnxNode> moved(String rows, OnnxNode concat, String output) {
        List<Dim> part = rewriting.facts().extents(concat.inputs().getFirst());
        int rank = part == null ? -1 : part.size();
        int time = rank < 3 ? -1 : Facts.axis(concat, 0, rank);
        if (part == null || time < 0 || time == rank - 1 || !part.get(time).is(1)) {
            return null;
        }
        // Where every axis has one element, the last one before the units is that of the sequences.
        int last = time == rank - 2 ? rank - 3 : rank - 2;
        int batch = -1;
        List<Long> ones = new ArrayList<>();
        for (int i = 0; i < rank - 1; i++) {
            boolean sequences = i != time && (!part.get(i).is(1) || (batch < 0 && i == last));
            if (sequences && batch >= 0) {
                return null;
            }
            batch = sequences ? i : batch;
            if (i != time && !sequences) {
                ones.add((long) i);
            }
        }
        List<OnnxNode> made = new ArrayList<>();
        String at = rows;
        if (batch < time) {
            at = output + ".moved";
            made.add(rewriting.transpose(rows, at, 1, 0, 2));
        }
        made.add(rewriting.unsqueeze(at, output, ones));
        return made;
    }
}
