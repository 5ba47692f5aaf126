package io.github.lanewise.bench.demo;

import static io.github.lanewise.bench.demo.Digits.CLASSES;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares every bit of every output of several ways to compute. The first way is what the others are compared with.
 * Outputs are log-probabilities after each row of each image, shape (N, rows, 10), row-major.
 */
final class BitComparison {
    private final Digits digits;
    private final Map<String, float[]> outputs = new LinkedHashMap<>();

    BitComparison(Digits digits) {
        this.digits = digits;
    }

    /** Each backend step by step, and with all images at once as a batch of whole sequences. */
    static BitComparison of(List<Backend> backends, ModelSpec spec, Digits digits) {
        BitComparison comparison = new BitComparison(digits);
        ModelSpec everyStep = ModelSpec.builder()
                .addAll(spec.layers())
                .batchOrder(BatchOrder.BATCH_FIRST)
                .build();
        for (Backend backend : backends) {
            Model model = Model.of(everyStep, backend);
            comparison.add(
                    model.describeBackend() + ", step by step",
                    Answers.of(new EngineStepper(model), digits).logProbabilities());
            comparison.add(
                    model.describeBackend() + ", whole batch",
                    model.newSession().run(digits.images()).data());
        }
        return comparison;
    }

    void add(String way, float[] logProbabilities) {
        outputs.put(way, logProbabilities);
    }

    /** The ways that were added, in order. */
    List<String> ways() {
        return List.copyOf(outputs.keySet());
    }

    /** Outputs of one way. */
    int outputsEach() {
        return outputs.values().iterator().next().length;
    }

    /** The first output that is not the same in all ways, in words; null if there is none. */
    @Nullable
    String firstDifference() {
        Map.Entry<String, float[]> first = outputs.entrySet().iterator().next();
        for (Map.Entry<String, float[]> other : outputs.entrySet()) {
            int at = Agreement.firstDifference(first.getValue(), other.getValue());
            if (at >= 0) {
                return "image %d, row %d, log-probability of %d: expected %s (%s), found %s (%s)"
                        .formatted(
                                at / CLASSES / digits.rows(),
                                at / CLASSES % digits.rows(),
                                at % CLASSES,
                                Agreement.bits(first.getValue()[at]),
                                first.getKey(),
                                Agreement.bits(other.getValue()[at]),
                                other.getKey());
            }
        }
        return null;
    }
}
