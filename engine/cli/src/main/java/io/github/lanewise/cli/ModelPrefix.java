package io.github.lanewise.cli;

import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RepeatSpec;

/** The first layers of a model, in their precisions, as a model of their own: it writes what the last of them writes. */
final class ModelPrefix {
    private ModelPrefix() {}

    /** The first layers. Up to the last recurrent one they write every step, and behind it what the model's head leaves. */
    static ModelSpec of(ModelSpec spec, int layers) {
        boolean behindHead =
                layers > spec.lastRecurrent() + 1 || layers == spec.layers().size();
        return of(spec, layers, behindHead ? spec.head() : Head.EVERY_STEP);
    }

    /** Whether a model writes a row for each step of its input. */
    static boolean writesInputSteps(ModelSpec spec) {
        return spec.head() == Head.EVERY_STEP && spec.layers().stream().noneMatch(RepeatSpec.class::isInstance);
    }

    /** All layers, which write every step. */
    static ModelSpec everyStep(ModelSpec spec) {
        return of(spec, spec.layers().size(), Head.EVERY_STEP);
    }

    private static ModelSpec of(ModelSpec spec, int layers, Head head) {
        ModelSpec.Builder builder = ModelSpec.builder().head(head).batchOrder(spec.batchOrder());
        for (int layer = 0; layer < layers; layer++) {
            builder.add(spec.layers().get(layer), spec.precision(layer));
        }
        return builder.build();
    }
}
