package io.github.lanewise.spec;

import java.util.Map;
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
 * @param name the layer's name
 * @param weight shape (out channels, in channels, kernel size), each at least 1
 * @param bias shape (out channels), or null for none
 * @param dilation time steps from tap to tap, at least 1
 * @param lookAhead time steps that the last tap lies ahead, at least 0, at most what the kernel spans
 */
public record TemporalConv1dSpec(
        String name, Tensor weight, @Nullable Tensor bias, int dilation, int lookAhead) implements LayerSpec {
    /** Floats that the kernel reaches back over, at most, which are a state of 64 MiB, and ahead. */
    private static final int MAX_REACH = 1 << 24;

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if a shape or a number is wrong, naming expected and found
     */
    public TemporalConv1dSpec {
        String where = "convolution '" + name + "'";
        if (weight.rank() != 3 || weight.data().length == 0) {
            throw new IllegalArgumentException(where + ", tensor weight: expected shape (out_channels, in_channels,"
                    + " kernel_size), each at least 1, found " + weight.shapeText());
        }
        if (bias != null) {
            bias.requireShape(where + ", tensor bias", weight.size(0));
        }
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
    public Map<String, Tensor> tensors() {
        return WeightAndBias.tensors(weight, bias);
    }

    @Override
    public String describe() {
        return "TemporalConv1d(" + inputSize() + ", " + outputSize() + ", kernel " + kernelSize()
                + (dilation == 1 ? "" : ", dilation " + dilation)
                + (lookAhead == 0 ? "" : ", look-ahead " + lookAhead)
                + (bias == null ? ", no bias)" : ")");
    }
}
