package io.github.lanewise.bench.jmh;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;

/**
 * Models whose answer is about the last rows of a stream: an LSTM stack, and a linear layer that makes one number of its last step.
 * They are STAC-shaped and unaudited: the sizes are those of the models A, B and C of STAC-ML, the weights are random ones of our
 * own, and nobody has audited the figures.
 */
public enum WindowModel {
    /** 2 layers of 100 units. */
    A(2, 100, 100, 50),
    /** 3 layers of 200 units. */
    B(3, 200, 250, 100),
    /** 4 layers of 1000 units, 120 MB of weights. */
    C(4, 1000, 500, 100);

    private final int layers;
    private final int units;
    private final int features;
    private final int steps;

    WindowModel(int layers, int units, int features, int steps) {
        this.layers = layers;
        this.units = units;
        this.features = features;
        this.steps = steps;
    }

    /**
     * Layers of the stack.
     *
     * @return how many
     */
    public int layers() {
        return layers;
    }

    /**
     * Units of each layer.
     *
     * @return how many
     */
    public int units() {
        return units;
    }

    /**
     * Features of a row.
     *
     * @return how many
     */
    public int features() {
        return features;
    }

    /**
     * Rows of the window.
     *
     * @return how many
     */
    public int steps() {
        return steps;
    }

    /**
     * The model.
     *
     * @return layers with random weights, the same ones each time
     */
    public ModelSpec spec() {
        SplittableRandom random = new SplittableRandom(features + units);
        float[] weight = new float[units];
        double limit = 1 / Math.sqrt(units);
        for (int i = 0; i < units; i++) {
            weight[i] = (float) random.nextDouble(-limit, limit);
        }
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, features, units)
                        .name("lstm")
                        .numLayers(layers)
                        .buildUntrained(random))
                .add(new LinearSpec("linear", Tensor.of(weight, 1, units), null))
                .head(Head.LAST_STEP)
                .build();
    }

    /**
     * The sizes.
     *
     * @return for instance {@code A: 2 x 100 units, 100 features, window of 50}
     */
    public String describe() {
        return name() + ": " + layers + " x " + units + " units, " + features + " features, window of " + steps;
    }
}
