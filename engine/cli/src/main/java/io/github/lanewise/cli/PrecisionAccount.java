package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What a model's precision costs on an input: in bytes, layer by layer, over time, and in right answers. */
final class PrecisionAccount {
    private final ModelSpec reduced;
    private final ModelSpec fp32;
    private final Backend backend;
    private final Sequences sequences;
    private final PrecisionTrial trial;

    /**
     * An account.
     *
     * @param reduced the model in its precision
     * @param backend what computes
     * @param sequences the input
     * @param trial runs a model over it
     */
    PrecisionAccount(ModelSpec reduced, Backend backend, Sequences sequences, PrecisionTrial trial) {
        this.reduced = reduced;
        this.fp32 = reduced.withPrecision(Precision.FP32);
        this.backend = backend;
        this.sequences = sequences;
        this.trial = trial;
    }

    /**
     * Runs and prints.
     *
     * @param what the input's name
     * @param labels of the output's rows; null where there are none
     * @throws IOException if the labels do not fit
     * @throws CommandException if the model does not take the input
     */
    void print(String what, @Nullable Labels labels, PrintWriter out) throws IOException, CommandException {
        out.println(Precisions.describe(reduced) + " beside fp32, " + what + ": " + sequences.describe());
        bytes().print(out);
        out.println();
        out.println("difference of each layer's output, and of the model's output where this layer alone is reduced");
        layers().print(out);
        out.println();
        String impossible = PrecisionGrowth.impossible(reduced);
        if (impossible.isEmpty()) {
            out.println(
                    "difference over time: of the output of all steps up to here, and of the states after this step");
            PrecisionGrowth.of(reduced, backend, sequences).print(out);
        } else {
            out.println("difference over time: not shown, " + impossible);
        }
        if (labels != null) {
            out.println();
            accuracy(labels).print(out);
        }
    }

    private Table bytes() {
        Table table = new Table("lllrrrrr").row("bytes", "name", "precision", "now", "fp32", "bf16", "int8", "int4");
        long now = 0;
        long[] all = new long[Precision.values().length];
        for (int i = 0; i < reduced.layers().size(); i++) {
            LayerSpec layer = reduced.layers().get(i);
            String[] row = new String[4 + all.length];
            row[0] = layer.describe();
            row[1] = layer.name().isEmpty() ? "-" : layer.name();
            row[2] = Precisions.describe(reduced, i);
            row[3] = grouped(WeightMatrices.bytes(layer, reduced.precision(i)));
            now += WeightMatrices.bytes(layer, reduced.precision(i));
            int column = 0;
            for (Precision precision : Precision.values()) {
                all[column] += WeightMatrices.bytes(layer, precision);
                row[4 + column++] = grouped(WeightMatrices.bytes(layer, precision));
            }
            table.row(row);
        }
        return table.row(
                "total", "", "", grouped(now), grouped(all[0]), grouped(all[1]), grouped(all[2]), grouped(all[3]));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private Table layers() throws IOException, CommandException {
        Table table =
                new Table("llrrrrr").row("layer", "precision", "RMS in fp32", "max", "RMS", "alone, max", "alone, RMS");
        Tensor output = trial.output(fp32);
        for (int i = 0; i < reduced.layers().size(); i++) {
            LayerSpec layer = reduced.layers().get(i);
            ModelSpec prefix = ModelPrefix.of(reduced, i + 1);
            Tensor expected = trial.output(prefix.withPrecision(Precision.FP32));
            Deviation own = deviation(prefix, expected, trial.output(prefix));
            Deviation alone = layer.matrices().isEmpty()
                    ? new Deviation()
                    : deviation(fp32, output, trial.output(fp32.withPrecision(i, reduced.precision(i))));
            table.row(
                    layer.name().isEmpty() ? layer.describe() : layer.name(),
                    Precisions.describe(reduced, i),
                    rms(prefix, expected),
                    Deviation.text(own.max()),
                    Deviation.text(own.rms()),
                    alone.isEmpty() ? "-" : Deviation.text(alone.max()),
                    alone.isEmpty() ? "-" : Deviation.text(alone.rms()));
        }
        Deviation whole = deviation(reduced, output, trial.output(reduced));
        return table.row(
                "output", "", rms(reduced, output), Deviation.text(whole.max()), Deviation.text(whole.rms()), "", "");
    }

    private String rms(ModelSpec spec, Tensor output) {
        return Deviation.text(
                deviation(spec, Tensor.zeros(output.shape()), output).rms());
    }

    /** Of the rows within the sequences' lengths. */
    private Deviation deviation(ModelSpec spec, Tensor expected, Tensor found) {
        IntPredicate counts = counts(spec);
        int size = expected.size(expected.rank() - 1);
        Deviation deviation = new Deviation();
        for (int i = 0; i < expected.data().length; i++) {
            if (counts.test(i / size)) {
                deviation.add(expected.data()[i], found.data()[i]);
            }
        }
        return deviation;
    }

    private IntPredicate counts(ModelSpec spec) {
        return ModelPrefix.writesInputSteps(spec) ? row -> !sequences.isPadding(row) : row -> true;
    }

    private Table accuracy(Labels labels) throws IOException, CommandException {
        Tensor before = trial.output(fp32);
        labels.requireFit(before);
        IntPredicate counts = counts(reduced);
        int rows = before.data().length / before.size(before.rank() - 1);
        int counted = 0;
        for (int row = 0; row < rows; row++) {
            counted += counts.test(row) ? 1 : 0;
        }
        Table table = new Table("lrrr").row("accuracy", "right", "of", "percent");
        addAccuracy(table, Precision.FP32.text(), labels.right(before, counts), counted);
        addAccuracy(table, Precisions.describe(reduced), labels.right(trial.output(reduced), counts), counted);
        return table;
    }

    private static void addAccuracy(Table table, String precision, int right, int counted) {
        table.row(
                precision,
                Integer.toString(right),
                Integer.toString(counted),
                String.format(Locale.ROOT, "%.2f", 100.0 * right / counted));
    }
}
