package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution as a product of matrices. Since a row has all channels of a position side by side, the window of each output
 * position is a run of floats in the row itself, {@code stride} positions behind the one before: the product reads the
 * windows where they lie, overlapping, and nothing is gathered. Only padding needs a copy of the row.
 */
final class Conv1dStage extends RowStage {
    private final Kernels kernels;
    private final ColumnRange weight;
    private final Padding.Mode mode;
    private final int channels;
    private final int positions;
    private final int outChannels;
    private final int outPositions;

    /** Floats from window to window. */
    private final int hop;

    /** Positions of padding that some window sees and that are not left out. */
    private final int before;

    private final int after;

    Conv1dStage(Conv1dSpec spec, Kernels kernels) {
        super(spec);
        this.kernels = kernels;
        mode = spec.padding().mode();
        channels = spec.inChannels();
        positions = spec.positions();
        outChannels = spec.outChannels();
        outPositions = spec.outPositions();
        hop = spec.stride() * channels;
        int firstTap = mode == Padding.Mode.ZEROS ? firstTap(spec) : 0;
        int taps = (mode == Padding.Mode.ZEROS ? lastTap(spec) + 1 : spec.kernelSize()) - firstTap;
        before = spec.padding().before() - firstTap;
        after = Math.max(0, (outPositions - 1) * spec.stride() + taps - positions - before);
        // As a whole: which taps are left out changes nothing about the scales of int8.
        Tensor rounded = kernels.precision().round("weight", spec.weight());
        weight = kernels.pack(matrix(rounded, firstTap, taps), spec.bias());
    }

    /** Behind downsampling few positions are left, and up to two thirds of a kernel of 3 meet zeros only. */
    private static int firstTap(Conv1dSpec spec) {
        int tap = 0;
        while (tap < spec.kernelSize() - 1 && !meetsRow(spec, tap)) {
            tap++;
        }
        return meetsRow(spec, tap) ? tap : 0;
    }

    private static int lastTap(Conv1dSpec spec) {
        int tap = spec.kernelSize() - 1;
        while (tap > 0 && !meetsRow(spec, tap)) {
            tap--;
        }
        return meetsRow(spec, tap) ? tap : spec.kernelSize() - 1;
    }

    /** Whether the tap of some window is a position of the row, and not padding. */
    private static boolean meetsRow(Conv1dSpec spec, int tap) {
        int offset = tap - spec.padding().before();
        int window = Math.max(0, Math.ceilDiv(-offset, spec.stride()));
        return window < spec.outPositions() && window * spec.stride() + offset < spec.positions();
    }

    /** Rows of the matrix are output channels; columns go tap by tap, in each through the channels. */
    private static Tensor matrix(Tensor weight, int firstTap, int taps) {
        int inputs = weight.size(1);
        int kernel = weight.size(2);
        Tensor matrix = Tensor.zeros(weight.size(0), taps * inputs);
        int to = 0;
        for (int out = 0; out < weight.size(0); out++) {
            for (int tap = firstTap; tap < firstTap + taps; tap++) {
                for (int in = 0; in < inputs; in++) {
                    matrix.data()[to++] = weight.data()[(out * inputs + in) * kernel + tap];
                }
            }
        }
        float @Nullable [] scales = weight.scales();
        return scales == null ? matrix : matrix.withScales(scales);
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        if (before + after == 0) {
            products(count, x, xOffset, inputStride(), y, yOffset, scratch);
        } else {
            float[] padded = scratch.padded.atLeast((long) count * paddedStride());
            for (int row = 0; row < count; row++) {
                pad(x, xOffset + row * inputStride(), padded, row * paddedStride());
            }
            products(count, padded, 0, paddedStride(), y, yOffset, scratch);
        }
        for (int row = 0; row < count; row++) {
            kernels.elements().canonicalNaN(y, yOffset + row * outputStride(), outputSize());
        }
    }

    private void pad(float[] x, int xOffset, float[] padded, int to) {
        System.arraycopy(x, xOffset, padded, to + before * channels, inputSize());
        if (mode == Padding.Mode.ZEROS) {
            Arrays.fill(padded, to, to + before * channels, 0f);
            int behind = to + (before + positions) * channels;
            Arrays.fill(padded, behind, behind + after * channels, 0f);
            return;
        }
        for (int i = 1; i <= before; i++) {
            System.arraycopy(x, xOffset + i * channels, padded, to + (before - i) * channels, channels);
        }
        for (int i = 1; i <= after; i++) {
            int from = xOffset + (positions - 1 - i) * channels;
            System.arraycopy(x, from, padded, to + (before + positions - 1 + i) * channels, channels);
        }
    }

    /** Where a position's channels are no whole number of vectors, what the product writes behind them is left out. */
    private void products(int count, float[] x, int xOffset, int xStride, float[] y, int yOffset, Scratch scratch) {
        int stride = Rows.stride(outChannels);
        if (stride == outChannels) {
            products(count, x, xOffset, xStride, y, yOffset, outputStride());
            return;
        }
        int rowStride = outPositions * stride;
        float[] z = scratch.positions.atLeast((long) count * rowStride);
        products(count, x, xOffset, xStride, z, 0, rowStride);
        for (int row = 0; row < count; row++) {
            for (int position = 0; position < outPositions; position++) {
                int from = row * rowStride + position * stride;
                int to = yOffset + row * outputStride() + position * outChannels;
                System.arraycopy(z, from, y, to, outChannels);
            }
        }
    }

    /** The windows of a row in one product, or the same window of all rows, whichever are more: weights are read less often. */
    private void products(int count, float[] x, int xOffset, int xStride, float[] z, int zOffset, int zStride) {
        int stride = Rows.stride(outChannels);
        if (count > outPositions) {
            for (int position = 0; position < outPositions; position++) {
                int from = xOffset + position * hop;
                int to = zOffset + position * stride;
                kernels.gemm().gemm(weight, count, x, from, xStride, z, to, zStride);
            }
        } else {
            for (int row = 0; row < count; row++) {
                int from = xOffset + row * xStride;
                int to = zOffset + row * zStride;
                kernels.gemm().gemm(weight, outPositions, x, from, hop, z, to, stride);
            }
        }
    }

    private int paddedStride() {
        return Rows.stride((before + positions + after) * channels);
    }

    @Override
    public int widestStride() {
        int products = outPositions * Rows.stride(outChannels);
        return Math.max(Math.max(inputStride(), paddedStride()), products);
    }
}
