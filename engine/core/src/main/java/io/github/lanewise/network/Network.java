package io.github.lanewise.network;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import io.github.lanewise.team.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model compiled for one set of kernels: stages in a row, each reading the rows that the one before wrote. Immutable,
 * so thread-safe; scratch and states are the caller's.
 *
 * <p>A sequence runs in blocks of time steps, each through all stages, so that memory is bounded however long it is. A
 * bidirectional layer and a convolution that looks ahead have to see the whole sequence, so in their network there is one
 * block.
 */
public final class Network {
    /** Floats of the widest stage's rows in a block, at least: 256 KiB, to stay in the second cache from stage to stage. */
    private static final int BLOCK_FLOATS = 1 << 16;

    private final List<Stage> stages;
    private final List<RecurrentStage> recurrent;
    private final List<TemporalConv1dStage> convolutions;
    private final Skip skip;
    private final Head head;
    private final int headStart;
    private final boolean wholeSequence;
    private final int stateFloats;
    private final int widestStride;
    private final long blockFloats;

    /** A row's state at the beginning of a sequence, or null for zeros. */
    private final float @Nullable [] initial;

    /**
     * Compiles.
     *
     * @param spec what the model is
     * @param kernels the arithmetic
     * @param team threads that run the directions of a layer at once, or null for none; closed by its owner
     */
    public Network(ModelSpec spec, Kernels kernels, @Nullable Team team) {
        List<Stage> compiled = new ArrayList<>();
        DirectionsJob directions = team == null ? null : new DirectionsJob(team);
        int floats = 0;
        int lastRecurrent = 0;
        for (LayerSpec layer : spec.layers()) {
            switch (layer) {
                case RecurrentSpec stack -> {
                    floats = addStack(compiled, stack, kernels, floats, directions);
                    lastRecurrent = compiled.size();
                }
                case TemporalConv1dSpec convolution -> {
                    TemporalConv1dStage stage = new TemporalConv1dStage(convolution, kernels, floats);
                    floats += stage.stateFloats();
                    compiled.add(stage);
                }
                case LinearSpec linear -> compiled.add(new LinearStage(linear, kernels));
                case Conv1dSpec convolution -> compiled.add(new Conv1dStage(convolution, kernels));
                case EmbeddingSpec embedding -> compiled.add(new EmbeddingStage(embedding));
                case ActivationSpec activation -> compiled.add(new ActivationStage(activation, kernels));
                // No stage: it needs the model's input, which only the ends of the network see.
                case SkipSpec _ -> {}
                case LayerNormSpec norm -> compiled.add(new LayerNormStage(norm));
                case MagnitudeSpec magnitude -> compiled.add(new MagnitudeStage(magnitude, kernels));
            }
        }
        stages = List.copyOf(compiled);
        recurrent = stages.stream()
                .filter(RecurrentStage.class::isInstance)
                .map(RecurrentStage.class::cast)
                .toList();
        convolutions = stages.stream()
                .filter(TemporalConv1dStage.class::isInstance)
                .map(TemporalConv1dStage.class::cast)
                .toList();
        skip = spec.layers().getLast() instanceof SkipSpec ? Skip.ADD_INPUT : Skip.NONE;
        head = spec.head();
        headStart = lastRecurrent;
        stateFloats = floats;
        wholeSequence = recurrent.stream().anyMatch(stage -> stage.directions() == 2)
                || convolutions.stream().anyMatch(TemporalConv1dStage::looksAhead);
        blockFloats = Math.max(
                BLOCK_FLOATS,
                stages.stream().mapToLong(Stage::floatsAhead).max().orElseThrow());
        widestStride = stages.stream().mapToInt(Stage::widestStride).max().orElseThrow();
        initial = initialStates(spec, recurrent, stateFloats);
    }

    private static float @Nullable [] initialStates(ModelSpec spec, List<RecurrentStage> stages, int floats) {
        float[] row = new float[floats];
        boolean stored = false;
        int next = 0;
        for (LayerSpec layer : spec.layers()) {
            if (layer instanceof RecurrentSpec stack) {
                stored |= stack.initialHidden() != null || stack.initialCell() != null;
                for (int i = 0; i < stack.weights().size(); i++) {
                    RecurrentStage stage = stages.get(next + i / stack.directions());
                    copyRow(stack.initialHidden(), i, row, stage.hAt(i % stack.directions(), 1));
                    copyRow(stack.initialCell(), i, row, stage.cAt(i % stack.directions(), 1));
                }
                next += stack.numLayers();
            }
        }
        return stored ? row : null;
    }

    private static void copyRow(@Nullable Tensor states, int index, float[] row, int at) {
        if (states != null) {
            System.arraycopy(states.data(), index * states.size(1), row, at, states.size(1));
        }
    }

    /**
     * Puts states to where sequences begin: zeros, or what the model has stored.
     *
     * @param states memory of a batch of states, from its beginning
     * @param batch rows (N)
     */
    public void begin(float[] states, int batch) {
        if (initial == null) {
            Arrays.fill(states, 0, batch * stateFloats, 0f);
            return;
        }
        // By index: a list's iterator is an object wherever the compiler does not see through it.
        for (int i = 0; i < convolutions.size(); i++) {
            convolutions.get(i).begin(states, batch);
        }
        for (int i = 0; i < recurrent.size(); i++) {
            RecurrentStage stage = recurrent.get(i);
            for (int direction = 0; direction < stage.directions(); direction++) {
                Cell cell = stage.cell(direction);
                repeat(
                        initial,
                        stage.hAt(direction, 1),
                        states,
                        stage.hAt(direction, batch),
                        cell.hiddenStride(),
                        batch);
                repeat(initial, stage.cAt(direction, 1), states, stage.cAt(direction, batch), cell.cellStride(), batch);
            }
        }
    }

    private static void repeat(float[] row, int from, float[] rows, int to, int stride, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(row, from, rows, to + i * stride, stride);
        }
    }

    /** Adds a stage a layer; returns the floats of state a row, those of the stages before included. */
    private static int addStack(
            List<Stage> stages,
            RecurrentSpec stack,
            Kernels kernels,
            int stateStart,
            @Nullable DirectionsJob sideBySide) {
        int directions = stack.directions();
        int input = stack.inputSize();
        int start = stateStart;
        for (int layer = 0; layer < stack.numLayers(); layer++) {
            List<Cell> cells = new ArrayList<>();
            for (int direction = 0; direction < directions; direction++) {
                CellWeights weights = stack.weights().get(layer * directions + direction);
                cells.add(Cell.of(stack.kind(), weights, stack.options().get(direction), kernels));
            }
            RecurrentStage stage = new RecurrentStage(stack.name(), layer, input, cells, start, sideBySide);
            stages.add(stage);
            start += stage.stateFloats();
            input = stage.outputSize();
        }
        return start;
    }

    /**
     * The recurrent layers.
     *
     * @return in the order in which they run
     */
    public List<RecurrentStage> recurrent() {
        return recurrent;
    }

    /**
     * Whether the network can go step by step.
     *
     * @return false if a layer is bidirectional or looks ahead
     */
    public boolean canStep() {
        return !wholeSequence;
    }

    /**
     * The convolutions along time, which have a part in the state.
     *
     * @return in the order in which they run
     */
    public List<TemporalConv1dStage> convolutions() {
        return convolutions;
    }

    /**
     * Floats of state of one row.
     *
     * @return a multiple of a cache line
     */
    public int stateFloats() {
        return stateFloats;
    }

    /**
     * Features of an input row.
     *
     * @return 1 (a token) where the first stage is an embedding
     */
    public int inputSize() {
        return stages.getFirst().inputSize();
    }

    /**
     * Features of an output row.
     *
     * @return how many floats
     */
    public int outputSize() {
        return stages.getLast().outputSize();
    }

    /**
     * Refuses input that cannot be computed with.
     *
     * @param x rows of input
     * @param from where the first begins
     * @param count how many
     * @throws IllegalArgumentException if the model begins with an embedding and a row is no token
     */
    public void checkInput(float[] x, int from, int count) {
        if (stages.getFirst() instanceof EmbeddingStage embedding) {
            for (int row = 0; row < count; row++) {
                embedding.check(x[from + row]);
            }
        }
    }

    /**
     * Refuses sequences that cannot be computed with; what lies beyond their lengths does not matter.
     *
     * @param x the input, (T, N, features) or (N, T, features)
     * @param lengths each sequence's own number of steps, or null where all are T
     * @param steps T
     * @param batch N
     * @param batchFirst which of the two
     * @throws IllegalArgumentException if the model begins with an embedding and a row is no token
     */
    public void checkSequences(float[] x, int @Nullable [] lengths, int steps, int batch, boolean batchFirst) {
        for (int row = 0; row < batch; row++) {
            for (int t = 0; t < (lengths == null ? steps : lengths[row]); t++) {
                int at = batchFirst ? row * steps + t : t * batch + row;
                checkInput(x, at * inputSize(), 1);
            }
        }
    }

    /**
     * One step of one stream. Everything has been checked.
     *
     * @param x input row
     * @param xAt where it begins
     * @param states the stream's state
     * @param y output row
     * @param yAt where it begins
     * @param scratch the thread's
     * @param probe sees the gates, or null
     */
    public void step(
            float[] x, int xAt, float[] states, float[] y, int yAt, Scratch scratch, @Nullable GateProbe probe) {
        float[] rows = x;
        int at = xAt;
        if (!(stages.getFirst() instanceof RecurrentStage)) { // which reads no vectors, so none behind the end of x
            rows = scratch.rows(-1, widestStride);
            System.arraycopy(x, xAt, rows, 0, inputSize());
            at = 0;
        }
        boolean descending = scratch.turn();
        for (int i = 0; i < stages.size(); i++) {
            switch (stages.get(i)) {
                case RecurrentStage stage -> {
                    stage.step(rows, at, states, scratch, descending, probe);
                    rows = states;
                    at = stage.hAt(0, 1);
                }
                case TemporalConv1dStage stage -> {
                    float[] output = scratch.rows(i, widestStride);
                    stage.step(rows, at, states, output, scratch);
                    rows = output;
                    at = 0;
                }
                case RowStage stage -> {
                    float[] output = scratch.rows(i, widestStride);
                    stage.rows(1, rows, at, output, 0, scratch);
                    rows = output;
                    at = 0;
                }
            }
        }
        skip.copy(rows, at, x, xAt, y, yAt, outputSize());
    }

    /**
     * A batch of sequences, as the scratch's schedule says. Everything has been checked.
     *
     * @param x the input, (T, N, features) or (N, T, features)
     * @param batchFirst which of the two; it goes for an output of every step too
     * @param states rows of state, read and advanced
     * @param y the output: rows of every step in the same order, zeros beyond a sequence's length, or one row a sequence
     * @param scratch the thread's
     * @param probe sees the gates, or null
     */
    public void run(
            float[] x, boolean batchFirst, float[] states, float[] y, Scratch scratch, @Nullable GateProbe probe) {
        Schedule schedule = scratch.schedule();
        int length = blockSteps(schedule);
        for (int first = 0; first < schedule.steps(); first += length) {
            Block block = scratch.block(first, Math.min(length, schedule.steps() - first));
            float[] rows = run(0, headStart, block, load(x, batchFirst, block, scratch), states, scratch, probe);
            if (head == Head.EVERY_STEP) {
                rows = run(headStart, stages.size(), block, rows, states, scratch, probe);
                storeEveryStep(block, rows, x, y, batchFirst);
            } else if (head == Head.LAST_STEP) {
                keepLastSteps(block, rows, scratch);
            }
        }
        if (head == Head.FINAL_HIDDEN) {
            keepFinalHidden(schedule.batch(), states, scratch);
        }
        if (head != Head.EVERY_STEP) {
            runHead(schedule, states, y, scratch);
        }
    }

    private int blockSteps(Schedule schedule) {
        if (wholeSequence) {
            return schedule.steps();
        }
        long stepFloats = Math.max(1L, (long) schedule.batch() * widestStride);
        return (int) Math.min(schedule.steps(), Math.max(1, blockFloats / stepFloats));
    }

    /** Takes rows of input through some stages; returns the rows of output. */
    private float[] run(
            int from, int to, Block block, float[] input, float[] states, Scratch scratch, @Nullable GateProbe probe) {
        float[] x = input;
        for (int i = from; i < to; i++) {
            long rows = (long) block.steps() * block.batch();
            float[] y = scratch.rows(i, rows * stages.get(i).outputStride());
            switch (stages.get(i)) {
                case RecurrentStage stage -> stage.run(block, x, y, states, scratch, probe);
                case TemporalConv1dStage stage -> stage.run(block, x, y, states, scratch);
                case RowStage stage -> stage.run(block, x, y, scratch);
            }
            x = y;
        }
        return x;
    }

    private float[] load(float[] x, boolean batchFirst, Block block, Scratch scratch) {
        int size = inputSize();
        int stride = Rows.stride(size);
        int batch = block.batch();
        float[] rows = scratch.rows(-1, (long) block.steps() * batch * stride);
        for (int step = 0; step < block.steps(); step++) {
            for (int row = 0; row < block.active(step); row++) {
                int from = callersRow(block, step, row, batchFirst) * size;
                System.arraycopy(x, from, rows, (step * batch + row) * stride, size);
            }
        }
        return rows;
    }

    private void storeEveryStep(Block block, float[] rows, float[] x, float[] y, boolean batchFirst) {
        int size = outputSize();
        int stride = Rows.stride(size);
        int batch = block.batch();
        for (int step = 0; step < block.steps(); step++) {
            for (int row = 0; row < batch; row++) {
                int callers = callersRow(block, step, row, batchFirst);
                int to = callers * size;
                if (row < block.active(step)) {
                    int from = (step * batch + row) * stride;
                    skip.copy(rows, from, x, callers * inputSize(), y, to, size);
                } else {
                    Arrays.fill(y, to, to + size, 0f);
                }
            }
        }
    }

    private static int callersRow(Block block, int step, int row, boolean batchFirst) {
        Schedule schedule = block.schedule();
        int t = block.first() + step;
        return batchFirst ? schedule.row(row) * schedule.steps() + t : t * schedule.batch() + schedule.row(row);
    }

    /** Keeps the output of the last recurrent layer for the rows whose last step is in this block. */
    private void keepLastSteps(Block block, float[] rows, Scratch scratch) {
        int size = stages.get(headStart - 1).outputSize();
        int stride = Rows.stride(size);
        int batch = block.batch();
        float[] last = scratch.last.atLeast((long) batch * stride);
        for (int row = 0; row < batch; row++) {
            int step = block.schedule().length(row) - 1 - block.first();
            if (step >= 0 && step < block.steps()) {
                System.arraycopy(rows, (step * batch + row) * stride, last, row * stride, size);
            }
        }
    }

    private void keepFinalHidden(int batch, float[] states, Scratch scratch) {
        RecurrentStage stage = recurrent.getLast();
        float[] last = scratch.last.atLeast((long) batch * stage.outputStride());
        for (int direction = 0; direction < stage.directions(); direction++) {
            Cell cell = stage.cell(direction);
            int from = stage.hAt(direction, batch);
            for (int row = 0; row < batch; row++) {
                System.arraycopy(
                        states,
                        from + row * cell.hiddenStride(),
                        last,
                        row * stage.outputStride() + direction * cell.recurrentSize(),
                        cell.recurrentSize());
            }
        }
    }

    private void runHead(Schedule schedule, float[] states, float[] y, Scratch scratch) {
        int batch = schedule.batch();
        Block block = scratch.headBlock(batch);
        float[] rows = run(headStart, stages.size(), block, scratch.last.atLeast(0), states, scratch, null);
        int size = outputSize();
        for (int row = 0; row < batch; row++) {
            System.arraycopy(rows, row * Rows.stride(size), y, schedule.row(row) * size, size);
        }
    }
}
