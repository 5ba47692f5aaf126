package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution along the time steps: a product for each tap, whose rows are those of the block, some steps earlier. They lie
 * in one buffer behind the rows that the kernel reaches back to, which are the stream's state.
 *
 * <p>The states of a batch of N lie step by step, earliest first, each with N rows.
 */
public final class TemporalConv1dStage implements Stage {
    private final Kernels kernels;
    private final List<ColumnRange> taps;
    private final AlignedFloats bias;
    private final int inputSize;
    private final int inputStride;
    private final int dilation;
    private final int history;
    private final int lookAhead;
    private final long stateStart;

    /**
     * A layer.
     *
     * @param spec what it is
     * @param kernels the arithmetic
     * @param stateStart floats of state a row that the stages before take
     */
    TemporalConv1dStage(TemporalConv1dSpec spec, Kernels kernels, long stateStart) {
        this.kernels = kernels;
        taps = taps(spec, kernels);
        bias = Biases.of(spec.bias(), spec.outputSize());
        inputSize = spec.inputSize();
        inputStride = AlignedFloats.stride(inputSize);
        dilation = spec.dilation();
        history = spec.history();
        lookAhead = spec.lookAhead();
        this.stateStart = stateStart;
    }

    /** The taps' matrices side by side in one. */
    private static List<ColumnRange> taps(TemporalConv1dSpec spec, Kernels kernels) {
        int inputs = spec.inputSize();
        int outputs = spec.outputSize();
        int kernel = spec.kernelSize();
        Tensor matrix = Tensor.zeros(outputs, kernel * inputs);
        for (int out = 0; out < outputs; out++) {
            for (int in = 0; in < inputs; in++) {
                for (int tap = 0; tap < kernel; tap++) {
                    matrix.data()[(out * kernel + tap) * inputs + in] =
                            spec.weight().data()[(out * inputs + in) * kernel + tap];
                }
            }
        }
        var packed = kernels.pack(matrix);
        List<ColumnRange> taps = new ArrayList<>();
        for (int tap = 0; tap < kernel; tap++) {
            taps.add(new ColumnRange(packed, tap * inputs, (tap + 1) * inputs, (tap + 1) * inputs));
        }
        return List.copyOf(taps);
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

    /** Whether a sequence has to be there as a whole. */
    boolean looksAhead() {
        return lookAhead > 0;
    }

    /** Floats of state a row. */
    long stateFloats() {
        return (long) history * inputStride;
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
    public long historyAt(int step) {
        return stateStart + (long) step * inputStride;
    }

    /** Nothing but zeros before the beginning. */
    void begin(AlignedFloats states, int batch) {
        states.clear(batch * stateStart, batch * stateFloats());
    }

    /** One step of one row. */
    void step(AlignedFloats x, long xAt, AlignedFloats states, long stateAt, AlignedFloats y, Scratch scratch) {
        AlignedFloats rows = scratch.padded.atLeast(stateFloats() + inputStride);
        long at = stateAt + stateStart;
        rows.copyFrom(states, at, 0, stateFloats());
        rows.copyFrom(x, xAt, stateFloats(), inputStride);
        products(1, rows, 0, inputStride, y, 0);
        states.copyFrom(rows, inputStride, at, stateFloats());
    }

    /** A block of steps of a batch, from the scratch's input to its output. */
    void run(Block block, AlignedFloats states, long stateAt, Scratch scratch) {
        int batch = block.batch();
        long stepFloats = (long) batch * inputStride;
        AlignedFloats x = scratch.input().atLeast(0);
        AlignedFloats y = scratch.output().atLeast((long) block.steps() * batch * outputStride());
        AlignedFloats rows = scratch.padded.atLeast((history + block.steps() + lookAhead) * stepFloats);
        long at = stateAt + batch * stateStart;
        rows.copyFrom(states, at, 0, history * stepFloats);
        for (int step = 0; step < block.steps(); step++) {
            // Rows beyond a sequence's end count as zeros.
            long running = (long) block.active(step) * inputStride;
            long to = (history + step) * stepFloats;
            rows.copyFrom(x, step * stepFloats, to, running);
            rows.clear(to + running, stepFloats - running);
        }
        rows.clear((history + block.steps()) * stepFloats, lookAhead * stepFloats);
        for (int step = 0; step < block.steps(); ) {
            int count = block.rowsTogether(step, block.steps());
            products(count, rows, step * stepFloats, stepFloats, y, (long) step * batch * outputStride());
            step = block.stepAfter(step, count);
        }
        keep(block, rows, states, at);
    }

    /** Rows of output from the rows of each tap, which lie a dilation of steps apart. */
    private void products(int count, AlignedFloats rows, long from, long stepFloats, AlignedFloats y, long yAt) {
        for (int tap = 0; tap < taps.size(); tap++) {
            long x = from + (long) tap * dilation * stepFloats;
            AlignedFloats start = tap == 0 ? bias : y;
            long startAt = tap == 0 ? 0 : yAt;
            int startStride = tap == 0 ? 0 : outputStride();
            kernels.gemm(
                    taps.get(tap), count, rows, x, inputStride, start, startAt, startStride, y, yAt, outputStride());
        }
        for (int row = 0; row < count; row++) {
            kernels.canonicalNaN(y, yAt + (long) row * outputStride(), outputSize());
        }
    }

    /** The last rows of each sequence, up to its own end, become its state. */
    private void keep(Block block, AlignedFloats rows, AlignedFloats states, long at) {
        int batch = block.batch();
        for (int row = 0; row < batch; row++) {
            int ran = Math.clamp((long) block.schedule().length(row) - block.first(), 0, block.steps());
            for (int step = 0; step < history; step++) {
                long from = ((long) (ran + step) * batch + row) * inputStride;
                states.copyFrom(rows, from, at + ((long) step * batch + row) * inputStride, inputStride);
            }
        }
    }
}
