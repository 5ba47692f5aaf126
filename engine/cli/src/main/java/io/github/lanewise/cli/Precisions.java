package io.github.lanewise.cli;

import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The precisions of a model's layers, in words. */
final class Precisions {
    private Precisions() {}

    /** Indices of the layers that a precision concerns. */
    static List<Integer> layers(ModelSpec spec) {
        return IntStream.range(0, spec.layers().size())
                .filter(i -> !spec.layers().get(i).matrices().isEmpty())
                .boxed()
                .toList();
    }

    /** What the command line calls a layer: its name, or its number from 1 where it has none. */
    static String nameOf(ModelSpec spec, int layer) {
        String name = spec.layers().get(layer).name();
        return name.isEmpty() ? Integer.toString(layer + 1) : name;
    }

    /** {@code int8} where all layers with weight matrices have one precision, otherwise {@code lstm int8, fc fp32}. */
    static String describe(ModelSpec spec) {
        TreeSet<Precision> different = new TreeSet<>();
        List<String> each = new ArrayList<>();
        for (int layer : layers(spec)) {
            different.add(spec.precision(layer));
            each.add(nameOf(spec, layer) + " " + spec.precision(layer).text());
        }
        return switch (different.size()) {
            case 0 -> Precision.FP32.text();
            case 1 -> different.first().text();
            default -> String.join(", ", each);
        };
    }

    /** The precision of a layer, or {@code -} where none concerns it. */
    static String describe(ModelSpec spec, int layer) {
        LayerSpec at = spec.layers().get(layer);
        return at.matrices().isEmpty() ? "-" : spec.precision(layer).text();
    }

    /** Whether weight matrices of a model are in anything but 32-bit floats. */
    static boolean isReduced(ModelSpec spec) {
        return layers(spec).stream().anyMatch(layer -> spec.precision(layer) != Precision.FP32);
    }
}
