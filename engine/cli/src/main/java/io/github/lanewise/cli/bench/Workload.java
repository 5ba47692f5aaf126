package io.github.lanewise.cli.bench;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.util.function.Supplier;

/**
 * A row of the table: a model, and how it is called.
 *
 * @param table what the row's sizes are from
 * @param name of the row, for people
 * @param window rows of the window that slides over the stream, of which the answer is timed; 0 for single steps
 * @param model makes the model, which may be large
 */
public record Workload(String table, String name, int window, Supplier<ModelSpec> model) {
    /** The table of models and shapes that somebody has asked for by name. */
    public static final String ASKED_FOR = "Steps";

    /**
     * Single steps of a model.
     *
     * @param name for people
     * @param spec the model
     * @return a row without a published table
     */
    public static Workload of(String name, ModelSpec spec) {
        return new Workload(ASKED_FOR, name, 0, () -> spec);
    }

    /**
     * Single steps of a stack with random weights.
     *
     * @param kind of its cells
     * @param shape its sizes
     * @return a row without a published table
     */
    public static Workload of(CellKind kind, Shape shape) {
        return stack(ASKED_FOR, kind, shape);
    }

    static Workload stack(String table, CellKind kind, Shape shape) {
        String layers = shape.layers() == 1 ? "" : ", " + shape.layers() + " layers";
        return new Workload(
                table,
                kind + "(" + shape.input() + ", " + shape.hidden() + layers + ")",
                0,
                () -> ModelSpec.ofStack(shape.stack(kind), false));
    }

    /**
     * The same with the weight matrices of all layers in one precision.
     *
     * @param precision of the weights
     * @return a row of the same table, whose name says the precision
     */
    public Workload in(Precision precision) {
        return new Workload(
                table, name + ", " + precision.text(), window, () -> model.get().withPrecision(precision));
    }
}
