package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.ActivationSpec;

/** An activation function over each row. */
final class ActivationStage implements RowStage {
    private final Kernels kernels;
    private final ActivationSpec.Function function;
    private final int size;

    ActivationStage(ActivationSpec spec, Kernels kernels) {
        this.kernels = kernels;
        function = spec.function();
        size = spec.size();
    }

    @Override
    public void rows(int count, AlignedFloats x, long xAt, AlignedFloats y, long yAt, Scratch scratch) {
        for (int row = 0; row < count; row++) {
            long from = xAt + (long) row * inputStride();
            long to = yAt + (long) row * outputStride();
            switch (function) {
                case SIGMOID -> kernels.sigmoid(x, from, y, to, size);
                case TANH -> kernels.tanh(x, from, y, to, size);
                case RELU -> kernels.relu(x, from, y, to, size);
                case SOFTMAX -> softmax(x, from, y, to);
                case LOG_SOFTMAX -> logSoftmax(x, from, y, to);
            }
        }
    }

    private void softmax(AlignedFloats x, long from, AlignedFloats y, long to) {
        y.copyFrom(x, from, to, size);
        kernels.expBelow(y, to, size, max(x, from));
        double sum = sum(y, to);
        for (long i = to; i < to + size; i++) {
            y.set(i, (float) (y.get(i) / sum));
        }
        kernels.canonicalNaN(y, to, size);
    }

    private void logSoftmax(AlignedFloats x, long from, AlignedFloats y, long to) {
        float max = max(x, from);
        y.copyFrom(x, from, to, size);
        kernels.expBelow(y, to, size, max);
        // StrictMath, not Math: the same bits on every machine.
        double shift = max + StrictMath.log(sum(y, to));
        for (int i = 0; i < size; i++) {
            y.set(to + i, (float) (x.get(from + i) - shift));
        }
        kernels.canonicalNaN(y, to, size);
    }

    /** NaN if any is NaN. */
    private float max(AlignedFloats x, long from) {
        float max = Float.NEGATIVE_INFINITY;
        for (long i = from; i < from + size; i++) {
            max = Math.max(max, x.get(i));
        }
        return max;
    }

    /** One chain in ascending order, in double: a row of thousands loses no accuracy. */
    private double sum(AlignedFloats x, long from) {
        double sum = 0;
        for (long i = from; i < from + size; i++) {
            sum += x.get(i);
        }
        return sum;
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int outputSize() {
        return size;
    }
}
