package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.cell.Cell;
import io.github.lanewise.formats.onnx.cell.Cell.Before;
import io.github.lanewise.formats.onnx.cell.Formula;
import io.github.lanewise.formats.onnx.cell.FormulaReader;
import io.github.lanewise.formats.onnx.cell.GruEquations;
import io.github.lanewise.formats.onnx.cell.LstmEquations;
import io.github.lanewise.formats.onnx.cell.RnnEquations;
import io.github.lanewise.formats.onnx.cell.StateChoice;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the recurrent cells that nodes write out, and puts a recurrent node in the place of each run of them. */
final class WrittenOutCells {
    /** Nodes that combine gates. What one of them reads is no state. */
    private static final Set<String> COMBINING = Set.of("Mul", "Add", "Sub", "Div");

    private final Rewriting rewriting;
    private final FormulaReader formulas;

    /** The formulas as a cell writes them that multiplies x and the state side by side with one matrix. */
    private final FormulaReader fused;

    private final StateChoice states;
    private final List<Cell> cells = new ArrayList<>();

    private WrittenOutCells(Rewriting rewriting, List<String> inputs, Set<String> stateInputs) {
        this.rewriting = rewriting;
        formulas = new FormulaReader(rewriting.facts(), false);
        fused = new FormulaReader(rewriting.facts(), true);
        states = new StateChoice(rewriting.facts(), inputs, stateInputs);
    }

    /** Puts recurrent nodes in the place of the cells that a graph writes out. */
    static void rewrite(Rewriting rewriting, List<String> inputs) {
        WrittenOutCells found = new WrittenOutCells(rewriting, inputs, Set.of());
        found.find();
        RecurrentNodes nodes = new RecurrentNodes(rewriting, found.formulas);
        Set<Run> replaced = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Run run : found.runs()) {
            boolean belowReplaced = run.below() == null || replaced.contains(run.below());
            if (run.readsInOrder() && belowReplaced && nodes.replace(run)) {
                replaced.add(run);
            }
        }
    }

    /** The cells of the body of a loop, whose states are known. */
    static WrittenOutCells inBody(Rewriting rewriting, List<String> inputs, Set<String> stateInputs) {
        WrittenOutCells found = new WrittenOutCells(rewriting, inputs, stateInputs);
        found.find();
        return found;
    }

    List<Cell> cells() {
        return cells;
    }

    /** The value that another one is, seen through whatever only moves it. */
    String resolved(String value) {
        return formulas.of(value).value();
    }

    private void find() {
        for (OnnxNode node : rewriting.nodes()) {
            formulas.read(node);
            fused.read(node);
            String output = node.output(0);
            if (output != null && COMBINING.contains(node.operator())) {
                Cell cell = combined(output, formulas);
                // A product of x and a state side by side looks like one of x, from a state of zeros.
                Cell better = cell == null || cell.hidden().equals(Before.ZEROS) ? combined(output, fused) : null;
                add(better == null ? cell : better);
            }
        }
        for (OnnxNode node : rewriting.nodes()) {
            String output = node.output(0);
            if (output != null && isState(output) && !addRnn(output, formulas)) {
                addRnn(output, fused);
            }
        }
    }

    private @Nullable Cell combined(String value, FormulaReader reader) {
        Formula formula = reader.of(value);
        if (!formula.value().equals(value)) {
            return null;
        }
        Cell cell = new LstmEquations(rewriting.facts(), states).match(formula);
        return cell == null ? new GruEquations(rewriting.facts(), reader).match(formula) : cell;
    }

    /** Whether a value may be the hidden state of an RNN, as it is no gate. */
    private boolean isState(String value) {
        Formula formula = formulas.of(value);
        return formula instanceof Formula.Activated
                && formula.value().equals(value)
                && rewriting.readers(value).stream().noneMatch(reader -> COMBINING.contains(reader.operator()));
    }

    private boolean addRnn(String value, FormulaReader reader) {
        RnnEquations rnn = new RnnEquations(rewriting.facts(), states, reader);
        Cell cell = rnn.match(reader.of(value));
        if (cell == null) {
            return false;
        }
        if (cell.hidden().constant() == null && states.endingWith(cell.hidden().value()) == null) {
            add(rnn.fromZeros(cell));
        }
        add(cell);
        return true;
    }

    private void add(@Nullable Cell cell) {
        if (cell != null && cell.fits()) {
            cells.add(cell);
            states.add(cell);
        }
    }

    private List<Run> runs() {
        Map<String, Cell> after = new HashMap<>();
        Set<String> following = new HashSet<>();
        cells.sort(Comparator.comparingInt(cell -> rewriting.place(cell.hiddenAfter())));
        for (Cell cell : cells) {
            Cell before = states.endingWith(cell.hidden().value());
            if (before != null && cell.follows(before)) {
                after.put(before.hiddenAfter(), cell);
                following.add(cell.hiddenAfter());
            }
        }
        List<Run> runs = new ArrayList<>();
        Map<String, Run> runOf = new HashMap<>();
        for (Cell cell : cells) {
            if (following.contains(cell.hiddenAfter())) {
                continue;
            }
            List<Cell> steps = new ArrayList<>();
            for (Cell step = cell; step != null; step = after.get(step.hiddenAfter())) {
                steps.add(step);
            }
            Run below = steps.size() > 1 ? runOf.get(cell.x().value()) : null;
            Run run = new Run(steps, below != null && below.cells().size() > 1 ? below : null);
            steps.forEach(step -> runOf.put(step.hiddenAfter(), run));
            runs.add(run);
        }
        return runs;
    }
}
