package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution along the time steps: a product for each tap, whose rows are those of the block, some steps earlier. They lie
 * in one buffer behind the rows that the kernel reaches back to, which are the stream's state.
 *
 * <p>The states of a batch of N lie step by step, earliest first, each with N rows.
 */
public final class TemporalConv1dStage implements Stage {
    private final Kernels kernels;
    private final List<ColumnRange> taps;
    private final int inputSize;
    private final int inputStride;
    private final int dilation;
    private final int history;
    private final int lookAhead;
    private final int stateStart;

    /**
     * A layer.
     *
     * @param spec what it is
     * @param kernels the arithmetic
     * @param stateStart floats of state a row that the stages before take
     */
    TemporalConv1dStage(TemporalConv1dSpec spec, Kernels kernels, int stateStart) {
        this.kernels = kernels;
        taps = taps(spec, kernels);
        inputSize = spec.inputSize();
        inputStride = Rows.stride(inputSize);
        dilation = spec.dilation();
        history = spec.history();
        lookAhead = spec.lookAhead();
        this.stateStart = stateStart;
    }

    /** The taps' matrices side by side in one. The first product starts from the bias, each other one from the one before. */
    private static List<ColumnRange> taps(TemporalConv1dSpec spec, Kernels kernels) {
        int inputs = spec.inputSize();
        int kernel = spec.kernelSize();
        // As a whole, so that the scales of int8 are those of the layer's rows and not of single taps.
        Tensor weight = kernels.precision().round("weight", spec.weight());
        Tensor[] matrices = new Tensor[kernel];
        for (int tap = 0; tap < kernel; tap++) {
            matrices[tap] = tap(weight, tap);
        }
        @Nullable Tensor bias = spec.bias();
        PackedMatrix packed = kernels.pack(1, bias == null ? null : bias.data(), matrices);
        List<ColumnRange> taps = new ArrayList<>();
        for (int tap = 0; tap < kernel; tap++) {
            int end = (tap + 1) * inputs;
            taps.add(new ColumnRange(packed, tap * inputs, end, end, tap > 0));
        }
        return List.copyOf(taps);
    }

    /** The weights of one tap, shape (outputs, inputs). */
    private static Tensor tap(Tensor weight, int tap) {
        int kernel = weight.size(2);
        Tensor matrix = Tensor.zeros(weight.size(0), weight.size(1));
        for (int i = 0; i < matrix.data().length; i++) {
            matrix.data()[i] = weight.data()[i * kernel + tap];
        }
        float @Nullable [] scales = weight.scales();
        return scales == null ? matrix : matrix.withScales(scales);
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    @Override
    public int outputSize() {
        return taps.getFirst().matrix().rows();
    }

    @Override
    public int widestStride() {
        return Math.max(inputStride, outputStride());
    }

    @Override
    public long multiplications() {
        return (long) taps.size() * inputSize * outputStride();
    }

    @Override
    public boolean needsWholeSequence() {
        return lookAhead > 0;
    }

    /** Floats of state a row. */
    int stateFloats() {
        return history * inputStride;
    }

    /**
     * Time steps that are kept.
     *
     * @return of each stream, at least 0
     */
    public int history() {
        return history;
    }

    /**
     * Where the row of a step that is kept lies, in the state of one stream.
     *
     * @param step from 0, the earliest
     * @return index in the buffer of states
     */
    public int historyOffset(int step) {
        return stateStart + step * inputStride;
    }

    /** Nothing but zeros before the beginning. */
    void begin(float[] states, int batch) {
        int at = batch * stateStart;
        Arrays.fill(states, at, at + batch * stateFloats(), 0f);
    }

    /** One step of one row. */
    void step(float[] x, int xOffset, float[] states, float[] y, Scratch scratch) {
        float[] rows = scratch.padded.atLeast(stateFloats() + inputStride);
        int at = stateStart;
        System.arraycopy(states, at, rows, 0, stateFloats());
        System.arraycopy(x, xOffset, rows, stateFloats(), inputStride);
        products(1, rows, 0, inputStride, y, 0);
        System.arraycopy(rows, inputStride, states, at, stateFloats());
    }

    @Override
    public void run(Block block, float[] x, float[] y, float[] states, Scratch scratch, @Nullable GateProbe probe) {
        int batch = block.batch();
        int stepFloats = batch * inputStride;
        float[] rows = scratch.padded.atLeast((long) (history + block.steps() + lookAhead) * stepFloats);
        int at = batch * stateStart;
        System.arraycopy(states, at, rows, 0, history * stepFloats);
        for (int step = 0; step < block.steps(); step++) {
            // Rows beyond a sequence's end count as zeros.
            int running = block.active(step) * inputStride;
            int to = (history + step) * stepFloats;
            System.arraycopy(x, step * stepFloats, rows, to, running);
            Arrays.fill(rows, to + running, to + stepFloats, 0f);
        }
        int ahead = (history + block.steps()) * stepFloats;
        Arrays.fill(rows, ahead, ahead + lookAhead * stepFloats, 0f);
        for (int step = 0; step < block.steps(); ) {
            int count = block.rowsTogether(step, block.steps());
            products(count, rows, step * stepFloats, stepFloats, y, step * batch * outputStride());
            step = block.stepAfter(step, count);
        }
        keep(block, rows, states, at);
    }

    /** Rows of output from the rows of each tap, which lie a dilation of steps apart. */
    private void products(int count, float[] rows, int from, int stepFloats, float[] y, int yOffset) {
        for (int tap = 0; tap < taps.size(); tap++) {
            int x = from + tap * dilation * stepFloats;
            kernels.gemm().gemm(taps.get(tap), count, rows, x, inputStride, y, yOffset, outputStride());
        }
        for (int row = 0; row < count; row++) {
            kernels.elements().canonicalNaN(y, yOffset + row * outputStride(), outputSize());
        }
    }

    /** The last rows of each sequence, up to its own end, become its state. */
    private void keep(Block block, float[] rows, float[] states, int at) {
        int batch = block.batch();
        for (int row = 0; row < batch; row++) {
            int ran = Math.clamp((long) block.schedule().length(row) - block.first(), 0, block.steps());
            for (int step = 0; step < history; step++) {
                int from = ((ran + step) * batch + row) * inputStride;
                System.arraycopy(rows, from, states, at + (step * batch + row) * inputStride, inputStride);
            }
        }
    }
}
