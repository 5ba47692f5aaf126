package io.github.lanewise.cli;

import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Chooses a precision for each layer: {@code --precision auto}. All layers begin in int8. As long as the model's output is
 * further from fp32 than the tolerance, the layer that costs most goes from int8 to bf16, or from bf16 to fp32. What a layer
 * costs is the maximum difference of the output when this layer alone is reduced; of two that cost the same, the first goes. A
 * layer with a weight that a precision does not take begins in the next.
 */
final class PrecisionChoice {
    private final ModelSpec fp32;
    private final PrecisionTrial trial;
    private final Tensor expected;

    /** By the precisions of all layers. */
    private final Map<List<Precision>, Double> differences = new HashMap<>();

    /**
     * What was chosen.
     *
     * @param spec the model in the chosen precisions
     * @param difference the maximum difference of its output from fp32
     * @param tolerance that it had to keep
     * @param trials runs in reduced precisions
     */
    record Chosen(ModelSpec spec, double difference, double tolerance, int trials) {
        /** In one line. */
        String describe() {
            return String.format(
                    Locale.ROOT,
                    "precision auto: %s; the output differs from fp32 by at most %s, tolerance %s; %d %s",
                    Precisions.describe(spec),
                    Deviation.text(difference),
                    Deviation.text(tolerance),
                    trials,
                    trials == 1 ? "trial" : "trials");
        }
    }

    private PrecisionChoice(ModelSpec spec, PrecisionTrial trial) throws IOException, CommandException {
        this.fp32 = spec.withPrecision(Precision.FP32);
        this.trial = trial;
        this.expected = trial.output(fp32);
    }

    /**
     * Chooses.
     *
     * @param spec the model, in any precision
     * @param tolerance of the output, absolute, at least 0
     * @param trial runs the model over the input that decides
     * @throws IOException if the trial does
     * @throws CommandException if the trial does
     */
    static Chosen of(ModelSpec spec, double tolerance, PrecisionTrial trial) throws IOException, CommandException {
        PrecisionChoice choice = new PrecisionChoice(spec, trial);
        ModelSpec chosen = choice.smallest();
        while (Precisions.isReduced(chosen) && choice.difference(chosen) > tolerance) {
            int worst = choice.worst(chosen);
            chosen = chosen.withPrecision(worst, next(chosen.precision(worst)));
        }
        double difference = choice.difference(chosen);
        return new Chosen(chosen, difference, tolerance, choice.differences.size());
    }

    private static Precision next(Precision precision) {
        return precision == Precision.INT8 ? Precision.BF16 : Precision.FP32;
    }

    private ModelSpec smallest() {
        ModelSpec smallest = fp32;
        for (int layer : Precisions.layers(fp32)) {
            Precision precision = Precision.INT8;
            while (WeightMatrices.refusal(fp32.layers().get(layer), precision) != null) {
                precision = next(precision);
            }
            smallest = smallest.withPrecision(layer, precision);
        }
        return smallest;
    }

    /** The reduced layer that costs most by itself. */
    private int worst(ModelSpec reduced) throws IOException, CommandException {
        int worst = -1;
        double most = -1;
        for (int layer : Precisions.layers(reduced)) {
            if (reduced.precision(layer) != Precision.FP32) {
                double cost = difference(fp32.withPrecision(layer, reduced.precision(layer)));
                worst = cost > most ? layer : worst;
                most = Math.max(most, cost);
            }
        }
        return worst;
    }

    private double difference(ModelSpec reduced) throws IOException, CommandException {
        if (!Precisions.isReduced(reduced)) {
            return 0;
        }
        List<Precision> key =
                Precisions.layers(reduced).stream().map(reduced::precision).toList();
        Double known = differences.get(key);
        if (known == null) {
            known = Deviation.of(expected.data(), trial.output(reduced).data()).max();
            differences.put(key, known);
        }
        return known;
    }
}
