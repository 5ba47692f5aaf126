package io.github.lanewise.network;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.memory.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a recurrent stack, in one direction, forward or reverse, or in both.
 *
 * <p>The states of a batch of N lie one direction after another, each as N rows of hidden state, then N rows of cell
 * state. The input part of many time steps is one product; the recurrence then goes step by step.
 */
public final class RecurrentStage implements Stage {
    /**
     * Floats of z computed ahead, at least: 256 KiB, so that they are still in the second cache when their step comes. A
     * larger W_ih would be read again for every few steps then, and push W_hh out of the third cache; so it is an eighth of
     * W_ih where that is more. A sequence of 100 at (1024, 1024): 32.3 to 31.4 ms.
     */
    private static final int Z_FLOATS = 1 << 16;

    /**
     * Columns of W_ih up to which a single sequence takes its steps whole: computing the input part of so few columns ahead
     * costs more than it gains, 152 against 131 ns a step at (5, 8).
     */
    private static final int FEW_INPUTS = 16;

    private final String name;
    private final int layer;
    private final int inputSize;
    private final int inputStride;
    private final List<Cell> cells;
    private final boolean reverse;
    private final int stateStart;
    private final Cell forward;
    private final int forwardH;
    private final int forwardC;
    private final @Nullable DirectionsJob directions;

    /**
     * A layer.
     *
     * @param name of the stack
     * @param layer number of the layer, counted through all stacks
     * @param inputSize features of an input row
     * @param cells of one direction, or forward and reverse
     * @param reverse whether a single direction is the reverse one
     * @param stateStart floats of state a row that the stages before take
     * @param directions runs both directions at once, or null
     */
    RecurrentStage(
            String name,
            int layer,
            int inputSize,
            List<Cell> cells,
            boolean reverse,
            int stateStart,
            @Nullable DirectionsJob directions) {
        this.name = name;
        this.layer = layer;
        this.inputSize = inputSize;
        this.inputStride = Rows.stride(inputSize);
        this.cells = List.copyOf(cells);
        this.reverse = reverse;
        this.stateStart = stateStart;
        forward = cells.getFirst();
        forwardH = hiddenOffset(0, 1);
        forwardC = cellOffset(0, 1);
        this.directions = cells.size() == 2 ? directions : null;
    }

    /**
     * The stack's name.
     *
     * @return empty where the model is one stack
     */
    public String name() {
        return name;
    }

    /**
     * The layer's number, counted through all stacks.
     *
     * @return from 0
     */
    public int layer() {
        return layer;
    }

    /**
     * Directions.
     *
     * @return 1 or 2
     */
    public int directions() {
        return cells.size();
    }

    /**
     * The cell of a direction.
     *
     * @param direction from 0; of two 0 is forward and 1 reverse
     * @return the cell
     */
    public Cell cell(int direction) {
        return cells.get(direction);
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    @Override
    public int outputSize() {
        return cells.getFirst().recurrentSize() * cells.size();
    }

    @Override
    public boolean needsWholeSequence() {
        return reverse || cells.size() == 2;
    }

    /** Whether a direction runs from each sequence's last step to its first. */
    private boolean isReverse(int direction) {
        return reverse || direction == 1;
    }

    @Override
    public int widestStride() {
        return Math.max(Math.max(inputStride, outputStride()), cells.getFirst().gateStride());
    }

    /** Whether a single sequence takes its steps whole, input part and all. */
    boolean takesStepsWhole() {
        return inputSize <= FEW_INPUTS;
    }

    /** Floats of state a row, all directions. */
    int stateFloats() {
        return cells.size()
                * (cells.getFirst().hiddenStride() + cells.getFirst().cellStride());
    }

    /**
     * Where a direction's rows of hidden state begin.
     *
     * @param direction from 0; of two 0 is forward and 1 reverse
     * @param batch rows (N)
     * @return index in the buffer of states
     */
    public int hiddenOffset(int direction, int batch) {
        Cell cell = cells.getFirst();
        return batch * (stateStart + direction * (cell.hiddenStride() + cell.cellStride()));
    }

    /** Where the forward direction's hidden state begins in the state of one stream. */
    int hiddenOffset() {
        return forwardH;
    }

    /**
     * Where a direction's rows of cell state begin.
     *
     * @param direction from 0; of two 0 is forward and 1 reverse
     * @param batch rows (N)
     * @return index in the buffer of states
     */
    public int cellOffset(int direction, int batch) {
        return hiddenOffset(direction, batch) + batch * cells.getFirst().hiddenStride();
    }

    /** One step of one row in the forward direction. The output is the hidden state. */
    void step(float[] x, int xOffset, float[] states, Scratch scratch, boolean descending, @Nullable GateProbe probe) {
        scratch.cell.traced = probe != null;
        forward.step(x, xOffset, states, forwardH, forwardC, scratch.cell, descending);
        if (scratch.flushesSubnormals()) {
            forward.flushSubnormals(1, states, forwardH, forwardC);
        }
        if (probe != null) {
            probe.see(this, false, 0, 0, scratch.cell.gates.floats(), 0, states, forwardH, forwardC);
        }
    }

    /** In every direction. */
    @Override
    public void run(Block block, float[] x, float[] y, float[] states, Scratch scratch, @Nullable GateProbe probe) {
        scratch.probe = probe;
        scratch.cell.traced = probe != null;
        if (directions != null && probe == null && directions.run(this, block, x, states, y, scratch)) {
            return;
        }
        for (int direction = 0; direction < cells.size(); direction++) {
            run(direction, block, x, y, states, scratch);
        }
    }

    @Override
    public long floatsAhead() {
        return Math.max(Z_FLOATS, cells.getFirst().gateStride() * inputSize / 8);
    }

    @Override
    public long multiplications() {
        Cell cell = cells.getFirst();
        return (long) cells.size() * cell.gateStride() * (inputSize + cell.recurrentSize());
    }

    /** A block of steps in one direction; its hidden states become its columns of y. */
    void run(int direction, Block block, float[] x, float[] y, float[] states, Scratch scratch) {
        int batch = block.batch();
        Cell cell = cells.get(direction);
        if (batch == 1 && takesStepsWhole()) {
            runWhole(direction, block, x, y, states, scratch);
            return;
        }
        int h = hiddenOffset(direction, batch);
        int c = cellOffset(direction, batch);
        int ahead = (int) Math.max(1, floatsAhead() / Math.max(1L, (long) batch * cell.gateStride()));
        for (int done = 0; done < block.steps(); done += ahead) {
            int count = Math.min(ahead, block.steps() - done);
            int from = isReverse(direction) ? block.steps() - done - count : done;
            sumsAhead(cell, block, from, from + count, x, scratch);
            for (int i = 0; i < count; i++) {
                int step = isReverse(direction) ? from + count - 1 - i : from + i;
                int sumsOffset = (step - from) * batch * cell.gateStride();
                cell.step(block.active(step), sumsOffset, states, h, c, scratch.cell, scratch.nextReadsDescending());
                finishStep(direction, block, step, states, y, scratch);
            }
        }
    }

    /** A block of steps of one sequence, each step in one product. */
    private void runWhole(int direction, Block block, float[] x, float[] y, float[] states, Scratch scratch) {
        Cell cell = cells.get(direction);
        int h = hiddenOffset(direction, 1);
        int c = cellOffset(direction, 1);
        for (int i = 0; i < block.steps(); i++) {
            int step = isReverse(direction) ? block.steps() - 1 - i : i;
            if (block.active(step) > 0) {
                cell.step(x, step * inputStride, states, h, c, scratch.cell, scratch.nextReadsDescending());
                finishStep(direction, block, step, states, y, scratch);
            }
        }
    }

    /**
     * One step of every row in the forward direction, all of them from one row of input, whose part of the sums is computed
     * once.
     */
    void stepAlike(Block block, float[] x, float[] y, float[] states, Scratch scratch) {
        int batch = block.batch();
        int stride = forward.gateStride();
        scratch.probe = null;
        scratch.cell.traced = false;
        float[] sums = scratch.cell.sums.atLeast((long) batch * stride);
        forward.input(1, x, 0, inputStride, 0, scratch.cell);
        for (int row = 1; row < batch; row++) {
            System.arraycopy(sums, 0, sums, row * stride, stride);
        }
        int h = hiddenOffset(0, batch);
        int c = cellOffset(0, batch);
        forward.step(batch, 0, states, h, c, scratch.cell, scratch.nextReadsDescending());
        finishStep(0, block, 0, states, y, scratch);
    }

    /** The input part of the sums of steps from to to. */
    private void sumsAhead(Cell cell, Block block, int from, int to, float[] x, Scratch scratch) {
        int batch = block.batch();
        scratch.cell.sums.atLeast((long) (to - from) * batch * cell.gateStride());
        for (int step = from; step < to; ) {
            int rows = block.rowsTogether(step, to);
            int sumsOffset = (step - from) * batch * cell.gateStride();
            cell.input(rows, x, step * batch * inputStride, inputStride, sumsOffset, scratch.cell);
            step = block.stepAfter(step, rows);
        }
    }

    /** What follows a step: subnormals become zeros, if they are to, the probe sees it, and the hidden state goes out. */
    private void finishStep(int direction, Block block, int step, float[] states, float[] y, Scratch scratch) {
        Cell cell = cells.get(direction);
        GateProbe probe = scratch.probe;
        int rows = block.active(step);
        int h = hiddenOffset(direction, block.batch());
        int c = cellOffset(direction, block.batch());
        if (scratch.flushesSubnormals()) {
            cell.flushSubnormals(rows, states, h, c);
        }
        for (int row = 0; row < rows; row++) {
            int hRow = h + row * cell.hiddenStride();
            if (probe != null) {
                int t = block.first() + step;
                int gates = row * cell.gateStride();
                int cRow = c + row * cell.cellStride();
                int callers = block.schedule().row(row);
                boolean backward = isReverse(direction);
                probe.see(this, backward, t, callers, scratch.cell.gates.floats(), gates, states, hRow, cRow);
            }
            int to = (step * block.batch() + row) * outputStride() + direction * cell.recurrentSize();
            System.arraycopy(states, hRow, y, to, cell.recurrentSize());
        }
    }
}
