package io.github.lanewise.bench.textbook;

import io.github.lanewise.bench.Stepper;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An LSTM layer, a linear layer and a log-softmax. Carries the state of one stream; not thread-safe. */
public final class TextbookClassifier implements Stepper {
    private final TextbookLstm lstm;
    private final TextbookLinear linear;
    private final float @Nullable [] bias;
    private final float[] hidden;

    /**
     * Copies the weights of a model.
     *
     * @param spec an LSTM layer as {@link TextbookLstm} takes it, then a linear layer, then a log-softmax
     * @throws IllegalArgumentException if it is anything else
     */
    public TextbookClassifier(ModelSpec spec) {
        List<LayerSpec> layers = spec.layers();
        if (layers.size() != 3
                || !(layers.get(0) instanceof RecurrentSpec recurrent)
                || !(layers.get(1) instanceof LinearSpec head)
                || !(layers.get(2) instanceof ActivationSpec activation)
                || activation.function() != ActivationSpec.Function.LOG_SOFTMAX) {
            throw new IllegalArgumentException(
                    "expected an LSTM, a linear layer and a log-softmax, found " + spec.describe());
        }
        lstm = new TextbookLstm(recurrent);
        linear = new TextbookLinear(head.weight());
        bias = head.bias() == null ? null : head.bias().data().clone();
        hidden = new float[recurrent.hiddenSize()];
    }

    @Override
    public void reset() {
        lstm.reset();
    }

    /** As {@link Stepper#step}; y has exactly as many floats as there are classes. */
    @Override
    public void step(float[] x, float[] y) {
        lstm.step(x, hidden);
        for (int i = 0; i < y.length; i++) {
            y[i] = bias == null ? 0 : bias[i];
        }
        linear.addTo(hidden, y);
        TextbookActivations.logSoftmax(y);
    }
}
