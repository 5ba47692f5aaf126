package io.github.lanewise.spec;

import org.jspecify.annotations.Nullable;

/**
 * A convolution along the time steps, PyTorch's {@code nn.Conv1d} with stride 1 and groups 1 over a sequence of rows: as many
 * rows come out as go in. Beyond the sequence's beginning and end there are zeros.
 *
 * <pre>
 *   y[t][o] = bias[o] + sum over tap k, channel c of weight[o][c][k] x[t + lookAhead - (kernelSize - 1 - k) dilation][c]
 * </pre>
 *
 * An element's chain begins with the bias and goes tap by tap, from the earliest time step to the latest, in each through the
 * channels. With a look-ahead of 0 it is causal, so that a stream can go step by step; the steps that its kernel reaches back
 * to are part of the stream's state.
 *
 * <p>Made by {@link #builder}. Immutable, if nobody writes to the weights' arrays.
 */
public final class TemporalConv1dSpec implements ProductSpec {
    /** Floats that the kernel reaches back over, at most, which are a state of 64 MiB, and ahead. */
    private static final int MAX_REACH = 1 << 24;

    private final String name;
    private final Tensor weight;
    private final @Nullable Tensor bias;
    private final int dilation;
    private final int lookAhead;

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if a shape or a number is wrong, naming expected and found
     */
    private TemporalConv1dSpec(Builder builder) {
        name = builder.name;
        weight = builder.weight;
        bias = builder.bias;
        dilation = builder.dilation;
        lookAhead = builder.lookAhead;
        String where = WeightAndBias.checkConvolution(name, weight, bias);
        long span = (weight.size(2) - 1L) * dilation;
        if (dilation < 1 || lookAhead < 0 || lookAhead > span) {
            throw new IllegalArgumentException(where + ": expected a dilation of at least 1 and a look-ahead of 0 to "
                    + Math.max(0, span) + ", found " + dilation + " and " + lookAhead);
        }
        long back = span - lookAhead;
        if (Math.max(back, lookAhead) * weight.size(1) > MAX_REACH) {
            throw new IllegalArgumentException(where + ": expected a kernel that reaches back over at most " + MAX_REACH
                    + " floats and ahead over as many, found " + back + " and " + lookAhead + " time steps of "
                    + weight.size(1) + " floats");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Tensor weight() {
        return weight;
    }

    @Override
    public @Nullable Tensor bias() {
        return bias;
    }

    /**
     * Time steps from tap to tap.
     *
     * @return at least 1; 1 unless said
     */
    public int dilation() {
        return dilation;
    }

    /**
     * Time steps that the last tap lies ahead.
     *
     * @return at least 0, at most what the kernel spans; 0 unless said
     */
    public int lookAhead() {
        return lookAhead;
    }

    /**
     * Taps of the kernel.
     *
     * @return at least 1
     */
    public int kernelSize() {
        return weight.size(2);
    }

    /**
     * Time steps before the present one that the kernel reaches back to.
     *
     * @return at least 0
     */
    public int history() {
        return (kernelSize() - 1) * dilation - lookAhead;
    }

    @Override
    public int inputSize() {
        return weight.size(1);
    }

    @Override
    public int outputSize() {
        return weight.size(0);
    }

    @Override
    public String describe() {
        return "TemporalConv1d(" + inputSize() + ", " + outputSize() + ", kernel " + kernelSize()
                + (dilation == 1 ? "" : ", dilation " + dilation)
                + (lookAhead == 0 ? "" : ", look-ahead " + lookAhead)
                + (bias == null ? ", no bias)" : ")");
    }

    /**
     * Begins a convolution.
     *
     * @param name the layer's name
     * @param weight shape (out channels, in channels, kernel size), each at least 1
     * @return the builder
     */
    public static Builder builder(String name, Tensor weight) {
        return new Builder(name, weight);
    }

    /** Builds a {@link TemporalConv1dSpec}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final Tensor weight;
        private @Nullable Tensor bias;
        private int dilation = 1;
        private int lookAhead;

        private Builder(String name, Tensor weight) {
            this.name = name;
            this.weight = weight;
        }

        /**
         * The bias.
         *
         * @param value shape (out channels), or null for none
         * @return this
         */
        public Builder bias(@Nullable Tensor value) {
            bias = value;
            return this;
        }

        /**
         * Time steps from tap to tap.
         *
         * @param value at least 1; 1 unless said
         * @return this
         */
        public Builder dilation(int value) {
            dilation = value;
            return this;
        }

        /**
         * Time steps that the last tap lies ahead.
         *
         * @param value at least 0, at most what the kernel spans; 0 unless said
         * @return this
         */
        public Builder lookAhead(int value) {
            lookAhead = value;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the layer
         * @throws IllegalArgumentException if a shape or a number is wrong, naming expected and found
         */
        public TemporalConv1dSpec build() {
            return new TemporalConv1dSpec(this);
        }
    }
}
