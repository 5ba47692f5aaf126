package io.github.lanewise.bench.textbook;

import static io.github.lanewise.bench.textbook.TextbookActivations.sigmoid;
import static io.github.lanewise.bench.textbook.TextbookActivations.tanh;

import io.github.lanewise.bench.Stepper;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.Arrays;
import java.util.Objects;

/**
 * One LSTM layer, the equations written down as a textbook has them: dot products over rows, {@link Math#exp},
 * {@link Math#tanh}, arrays on the heap. Nothing is allocated per step. Carries the state of one stream; not
 * thread-safe.
 */
public final class TextbookLstm implements Stepper {
    private final int hiddenSize;
    private final TextbookLinear weightIh;
    private final TextbookLinear weightHh;
    private final float[] bias;
    private final float[] z;
    private final float[] h;
    private final float[] c;

    /**
     * Copies the weights of a layer.
     *
     * @param spec an LSTM of one layer and one direction, with bias and without projection
     * @throws IllegalArgumentException if it is anything else
     */
    public TextbookLstm(RecurrentSpec spec) {
        if (spec.kind() != CellKind.LSTM
                || spec.numLayers() != 1
                || spec.bidirectional()
                || spec.projSize() != 0
                || !spec.bias()) {
            throw new IllegalArgumentException("expected an LSTM of one layer and one direction, with bias and without"
                    + " projection, found " + spec.describe());
        }
        var weights = spec.weights().getFirst();
        hiddenSize = spec.hiddenSize();
        weightIh = new TextbookLinear(weights.weightIh());
        weightHh = new TextbookLinear(weights.weightHh());
        bias = Objects.requireNonNull(weights.biasIh()).data().clone();
        float[] biasHh = Objects.requireNonNull(weights.biasHh()).data();
        for (int row = 0; row < bias.length; row++) {
            bias[row] += biasHh[row];
        }
        z = new float[4 * hiddenSize];
        h = new float[hiddenSize];
        c = new float[hiddenSize];
    }

    @Override
    public void reset() {
        Arrays.fill(h, 0);
        Arrays.fill(c, 0);
    }

    @Override
    public void step(float[] x, float[] y) {
        System.arraycopy(bias, 0, z, 0, z.length);
        weightIh.addTo(x, z);
        weightHh.addTo(h, z);
        for (int u = 0; u < hiddenSize; u++) {
            float i = sigmoid(z[u]);
            float f = sigmoid(z[hiddenSize + u]);
            float g = tanh(z[2 * hiddenSize + u]);
            float o = sigmoid(z[3 * hiddenSize + u]);
            c[u] = f * c[u] + i * g;
            h[u] = o * tanh(c[u]);
        }
        System.arraycopy(h, 0, y, 0, hiddenSize);
    }
}
