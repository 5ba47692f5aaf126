package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
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
     * Runs the model and its beginnings.
     *
     * @param input the input's name
     * @param labels of the output's rows; null where there are none
     * @param progress is told of each layer
     * @throws IOException if the labels do not fit
     * @throws CommandException if the model does not take the input
     */
    PrecisionCost measure(String input, @Nullable Labels labels, Progress progress)
            throws IOException, CommandException {
        Tensor exact = trial.output(fp32);
        Tensor found = trial.output(reduced);
        List<PrecisionCost.Layer> layers = new ArrayList<>();
        for (int i = 0; i < reduced.layers().size(); i++) {
            progress.at(
                    (double) i / (reduced.layers().size() + 1), "precision, layer " + Precisions.nameOf(reduced, i));
            layers.add(layer(i, exact));
        }
        progress.at((double) layers.size() / (layers.size() + 1), "precision over time");
        boolean everyStep = PrecisionGrowth.impossible(reduced).isEmpty();
        PrecisionGrowth growth = everyStep ? PrecisionGrowth.of(reduced, backend, sequences) : null;
        progress.hide();
        return new PrecisionCost(
                reduced,
                input,
                sequences.describe(),
                layers,
                output(reduced, exact, found),
                growth,
                labels == null ? null : accuracy(labels, exact, found));
    }

    private PrecisionCost.Layer layer(int index, Tensor exact) throws IOException, CommandException {
        ModelSpec prefix = ModelPrefix.of(reduced, index + 1);
        Tensor expected = trial.output(prefix.withPrecision(Precision.FP32));
        boolean plain = reduced.layers().get(index).matrices().isEmpty();
        Deviation alone = plain
                ? new Deviation()
                : deviation(fp32, exact, trial.output(fp32.withPrecision(index, reduced.precision(index))));
        return new PrecisionCost.Layer(output(prefix, expected, trial.output(prefix)), alone);
    }

    private PrecisionCost.Output output(ModelSpec spec, Tensor expected, Tensor found) {
        double rms = deviation(spec, Tensor.zeros(expected.shape()), expected).rms();
        return new PrecisionCost.Output(rms, deviation(spec, expected, found));
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

    private PrecisionCost.Accuracy accuracy(Labels labels, Tensor exact, Tensor found) throws FormatException {
        labels.requireFit(exact);
        IntPredicate counts = counts(reduced);
        int rows = exact.data().length / exact.size(exact.rank() - 1);
        int counted = (int) IntStream.range(0, rows).filter(counts).count();
        return new PrecisionCost.Accuracy(labels.right(exact, counts), labels.right(found, counts), counted);
    }
}
