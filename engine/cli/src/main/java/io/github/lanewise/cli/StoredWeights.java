package io.github.lanewise.cli;

import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a model's weights take in a file that describes itself: matrices in their layer's precision, other tensors as floats. */
final class StoredWeights {
    private StoredWeights() {}

    /** Whether a layer has matrices in less than 32 bits. */
    static boolean anyReduced(ModelSpec spec) {
        return IntStream.range(0, spec.layers().size()).anyMatch(layer -> spec.precision(layer) != Precision.FP32);
    }

    static long bytes(ModelSpec spec) {
        return IntStream.range(0, spec.layers().size())
                .mapToLong(layer -> bytes(spec, layer))
                .sum();
    }

    static long bytes(ModelSpec spec, int layer) {
        return WeightMatrices.bytes(spec.layers().get(layer), spec.precision(layer));
    }

    /** How many tensors are in which precision, for instance {@code 3 in fp32, 2 in int8}. */
    static String tensors(ModelSpec spec) {
        Map<Precision, Integer> counts = new EnumMap<>(Precision.class);
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            LayerSpec of = spec.layers().get(layer);
            int matrices = of.matrices().size();
            counts.merge(spec.precision(layer), matrices, Integer::sum);
            counts.merge(Precision.FP32, of.tensors().size() - matrices, Integer::sum);
        }
        counts.values().removeIf(count -> count == 0);
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " in " + entry.getKey().text())
                .collect(Collectors.joining(", "));
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
