package io.github.lanewise.network;

import io.github.lanewise.kernel.Activations;
import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import org.jspecify.annotations.Nullable;

/** An activation function over each row. */
final class ActivationStage extends RowStage {
    private final ElementKernels elements;
    private final @Nullable CellActivation ofElements;
    private final boolean logarithm;
    private final int size;

    ActivationStage(ActivationSpec spec, Kernels kernels) {
        super(spec);
        elements = kernels.elements();
        ofElements = spec.ofElements();
        logarithm = spec.function() == ActivationSpec.Function.LOG_SOFTMAX;
        size = spec.size();
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        for (int row = 0; row < count; row++) {
            int from = xOffset + row * inputStride();
            int to = yOffset + row * outputStride();
            if (ofElements != null) {
                Activations.apply(ofElements, elements, x, from, y, to, size);
            } else if (logarithm) {
                logSoftmax(x, from, y, to);
            } else {
                softmax(x, from, y, to);
            }
        }
    }

    private void softmax(float[] x, int from, float[] y, int to) {
        System.arraycopy(x, from, y, to, size);
        elements.expBelow(y, to, size, max(x, from));
        double sum = sum(y, to);
        for (int i = to; i < to + size; i++) {
            y[i] = (float) (y[i] / sum);
        }
        elements.canonicalNaN(y, to, size);
    }

    private void logSoftmax(float[] x, int from, float[] y, int to) {
        float max = max(x, from);
        System.arraycopy(x, from, y, to, size);
        elements.expBelow(y, to, size, max);
        // StrictMath, not Math: the same bits on every machine.
        double shift = max + StrictMath.log(sum(y, to));
        for (int i = 0; i < size; i++) {
            y[to + i] = (float) (x[from + i] - shift);
        }
        elements.canonicalNaN(y, to, size);
    }

    /** NaN if any is NaN. */
    private float max(float[] x, int from) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + size; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** One chain in ascending order, in double: a row of thousands loses no accuracy. */
    private double sum(float[] x, int from) {
        double sum = 0;
        for (int i = from; i < from + size; i++) {
            sum += x[i];
        }
        return sum;
    }
}
