package io.github.lanewise.spec;

import org.jspecify.annotations.Nullable;

/**
 * A convolution within each row, PyTorch's {@code nn.Conv1d} with dilation 1 and groups 1. A row is a frame of a signal:
 * position after position, each with all its channels, so that what a window of the kernel sees lies in one piece. (PyTorch's
 * tensors of channels x positions are the transpose; a signal of one channel is the same in both.)
 *
 * <pre>
 *   input row    position 0: channel 0, 1, ... C-1 | position 1: channel 0, 1, ... C-1 | ...
 *   output row   y[p][o] = bias[o] + sum over tap t, channel c of weight[o][c][t] x[p stride + t - before][c]
 * </pre>
 *
 * An element's chain begins with the bias and goes tap by tap, in each through the channels. Taps that meet padding of zeros
 * at every position are left out of it.
 *
 * <p>Made by {@link #builder}. Immutable, if nobody writes to the weights' arrays.
 */
public final class Conv1dSpec implements ProductSpec {
    /** Floats of a row, padding included: a row of vectors of 16 floats for each is still one that an int counts. */
    static final int MAX_ROW = 1 << 26;

    private final String name;
    private final Tensor weight;
    private final @Nullable Tensor bias;
    private final int positions;
    private final int stride;
    private final Padding padding;

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if a shape or a number is wrong, naming expected and found
     */
    private Conv1dSpec(Builder builder) {
        name = builder.name;
        weight = builder.weight;
        bias = builder.bias;
        positions = builder.positions;
        stride = builder.stride;
        padding = builder.padding;
        String where = WeightAndBias.checkConvolution(name, weight, bias);
        if (positions < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    where + ": expected at least 1 position and a stride of at least 1, found " + positions + " and "
                            + stride);
        }
        if (padding.mode() == Padding.Mode.REFLECT && Math.max(padding.before(), padding.after()) >= positions) {
            throw new IllegalArgumentException(where + ": expected fewer reflected positions than the row's "
                    + positions + ", found " + padding.before() + " before and " + padding.after() + " after");
        }
        long padded = (long) padding.before() + positions + padding.after();
        if (weight.size(2) > padded) {
            throw new IllegalArgumentException(where + ": expected a kernel of at most " + padded
                    + " positions, the row with its padding, found " + weight.size(2));
        }
        long windows = (padded - weight.size(2)) / stride + 1;
        if (Math.max(padded * weight.size(1), windows * weight.size(0)) > MAX_ROW) {
            throw new IllegalArgumentException(where + ": expected rows of at most " + MAX_ROW
                    + " floats, found " + padded + " positions of " + weight.size(1) + " channels and " + windows
                    + " of "
                    + weight.size(0));
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
     * Positions of an input row.
     *
     * @return at least 1
     */
    public int positions() {
        return positions;
    }

    /**
     * Positions from window to window.
     *
     * @return at least 1; 1 unless said
     */
    public int stride() {
        return stride;
    }

    /**
     * What windows see beyond the row's ends.
     *
     * @return no padding unless said
     */
    public Padding padding() {
        return padding;
    }

    /**
     * Channels of an input position.
     *
     * @return at least 1
     */
    public int inChannels() {
        return weight.size(1);
    }

    /**
     * Channels of an output position.
     *
     * @return at least 1
     */
    public int outChannels() {
        return weight.size(0);
    }

    /**
     * Taps of the kernel.
     *
     * @return positions that a window sees
     */
    public int kernelSize() {
        return weight.size(2);
    }

    /**
     * Positions of an output row.
     *
     * @return windows that fit, at least 1
     */
    public int outPositions() {
        return (padding.before() + positions + padding.after() - kernelSize()) / stride + 1;
    }

    @Override
    public int inputSize() {
        return positions * inChannels();
    }

    @Override
    public int outputSize() {
        return outPositions() * outChannels();
    }

    @Override
    public String describe() {
        return "Conv1d(" + inChannels() + " x " + positions + ", " + outChannels() + " x " + outPositions()
                + ", kernel "
                + kernelSize() + (stride == 1 ? "" : ", stride " + stride) + padding.describe()
                + (bias == null ? ", no bias)" : ")");
    }

    /**
     * Begins a convolution.
     *
     * @param name the layer's name
     * @param weight shape (out channels, in channels, kernel size), each at least 1
     * @param positions at least 1
     * @return the builder
     */
    public static Builder builder(String name, Tensor weight, int positions) {
        return new Builder(name, weight, positions);
    }

    /** Builds a {@link Conv1dSpec}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final Tensor weight;
        private @Nullable Tensor bias;
        private final int positions;
        private int stride = 1;
        private Padding padding = Padding.NONE;

        private Builder(String name, Tensor weight, int positions) {
            this.name = name;
            this.weight = weight;
            this.positions = positions;
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
         * Positions from window to window.
         *
         * @param value at least 1; 1 unless said
         * @return this
         */
        public Builder stride(int value) {
            stride = value;
            return this;
        }

        /**
         * What windows see beyond the row's ends.
         *
         * @param value no padding unless said
         * @return this
         */
        public Builder padding(Padding value) {
            padding = value;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the layer
         * @throws IllegalArgumentException if a shape or a number is wrong, naming expected and found
         */
        public Conv1dSpec build() {
            return new Conv1dSpec(this);
        }
    }
}
