package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;

/** How much a run has to compute, and which backend is through with it first. */
final class Work {
    /**
     * Products of a weight and a number from which vector code pays. A JVM takes a second or two of its processors to compile
     * vector code; scalar code is through with so many in one second (on a Zen 4: 3.2e9, for an LSTM(8, 128) and for a voice
     * detector of convolutions alike).
     */
    static final long PRODUCTS_WORTH_COMPILING = 3_000_000_000L;

    private Work() {}

    /**
     * The backend for a run. Whoever names one gets it, also by the engine's system property.
     *
     * @param asked as the command line has it
     * @param spec the model
     * @param rows how many rows it reads, over all sequences
     */
    static Backend backend(Backend asked, ModelSpec spec, long rows) {
        return backend(asked, List.of(spec), rows);
    }

    /** The same for models that take their rows one after the other. */
    static Backend backend(Backend asked, List<ModelSpec> specs, long rows) {
        boolean named = asked != Backend.AUTO || System.getProperty("lanewise.backend") != null;
        long products = specs.stream().mapToLong(Work::productsOfARow).sum();
        // As floating-point numbers, which do not overflow.
        boolean small = (double) products * rows < PRODUCTS_WORTH_COMPILING;
        return small && !named ? Backend.SCALAR : asked;
    }

    /**
     * The products that a row of the input costs. A layer behind a repeat counts once for each step of the repeat, as if each
     * sequence had one row.
     */
    static long productsOfARow(ModelSpec spec) {
        long products = 0;
        long steps = 1;
        for (LayerSpec layer : spec.layers()) {
            steps = layer instanceof RepeatSpec repeat ? repeat.steps() : steps;
            products += steps * products(layer);
        }
        return products;
    }

    private static long products(LayerSpec layer) {
        long weights = 0;
        for (Tensor tensor : layer.tensors().values()) {
            weights += tensor.data().length;
        }
        return switch (layer) {
            case Conv1dSpec convolution -> weights * convolution.outPositions();
            // A row of its table is read, nothing multiplied.
            case EmbeddingSpec _ -> 0;
            default -> weights;
        };
    }
}
