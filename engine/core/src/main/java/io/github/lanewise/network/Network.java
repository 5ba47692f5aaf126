package io.github.lanewise.network;

import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
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
    private final Head head;
    private final int headStart;
    private final boolean wholeSequence;
    private final boolean stepwise;
    private final int stateFloats;
    private final int widestStride;
    private final long blockFloats;
    private final InitialStates initial;
    private final RowTransfer transfer;

    /** The stages in the order in which they run, those from headStart on for the rows that the spec's head names. */
    Network(ModelSpec spec, List<Stage> stages, int headStart, int stateFloats, OutputCopy outputCopy) {
        this.stages = List.copyOf(stages);
        this.headStart = headStart;
        this.stateFloats = stateFloats;
        head = spec.head();
        recurrent = stagesOf(RecurrentStage.class);
        convolutions = stagesOf(TemporalConv1dStage.class);
        boolean whole = false;
        boolean stepsWhole = head == Head.EVERY_STEP;
        long ahead = BLOCK_FLOATS;
        int widest = 0;
        for (Stage stage : stages) {
            whole |= stage.needsWholeSequence();
            stepsWhole &= stage instanceof RecurrentStage layer && layer.takesStepsWhole();
            ahead = Math.max(ahead, stage.floatsAhead());
            widest = Math.max(widest, stage.widestStride());
        }
        wholeSequence = whole;
        stepwise = stepsWhole && !whole;
        blockFloats = ahead;
        widestStride = widest;
        initial = new InitialStates(spec, recurrent, convolutions, stateFloats);
        transfer = new RowTransfer(inputSize(), outputSize(), outputCopy);
    }

    /** Without streams, whose classes take longer to load than all else that happens here. */
    private <S extends Stage> List<S> stagesOf(Class<S> type) {
        List<S> found = new ArrayList<>();
        for (Stage stage : stages) {
            if (type.isInstance(stage)) {
                found.add(type.cast(stage));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Puts states to where sequences begin: zeros, or what the model has stored.
     *
     * @param states memory of a batch of states, from its beginning
     * @param batch rows (N)
     */
    public void begin(float[] states, int batch) {
        initial.begin(states, batch);
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
     * @param steps time steps of the longest sequence (T)
     * @param batch sequences (N)
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
     * @param xOffset index of its first float in x
     * @param states the stream's state
     * @param y output row
     * @param yOffset index of its first float in y
     * @param scratch the thread's
     * @param probe sees the gates, or null
     */
    public void step(
            float[] x,
            int xOffset,
            float[] states,
            float[] y,
            int yOffset,
            Scratch scratch,
            @Nullable GateProbe probe) {
        float[] rows = x;
        int at = xOffset;
        if (!(stages.getFirst() instanceof RecurrentStage)) { // which reads no vectors, so none behind the end of x
            rows = scratch.rows(-1, widestStride);
            System.arraycopy(x, xOffset, rows, 0, inputSize());
            at = 0;
        }
        boolean descending = scratch.nextReadsDescending();
        for (int i = 0; i < stages.size(); i++) {
            switch (stages.get(i)) {
                case RecurrentStage stage -> {
                    stage.step(rows, at, states, scratch, descending, probe);
                    rows = states;
                    at = stage.hiddenOffset(0, 1);
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
        transfer.storeStep(rows, at, x, xOffset, y, yOffset);
    }

    /** One block of a batch's time steps, from the caller's rows to the caller's rows. Everything has been checked. */
    void run(
            Block block,
            float[] x,
            int xOffset,
            boolean batchFirst,
            float[] states,
            float[] y,
            int yOffset,
            Scratch scratch,
            @Nullable GateProbe probe) {
        if (stepwise && block.batch() == 1 && probe == null) {
            runSteps(block, x, xOffset, states, y, yOffset, scratch);
            return;
        }
        float[] input = transfer.load(x, xOffset, batchFirst, block, scratch);
        float[] rows = run(0, headStart, block, input, states, scratch, probe);
        if (head == Head.EVERY_STEP) {
            rows = run(headStart, stages.size(), block, rows, states, scratch, probe);
            transfer.storeEveryStep(block, rows, x, xOffset, y, yOffset, batchFirst);
        } else if (head == Head.LAST_STEP) {
            RowTransfer.keepLastSteps(stages.get(headStart - 1), block, rows, scratch);
        }
    }

    /**
     * A block of steps of one sequence where nothing is gained by doing a layer's work for several steps at once. Rows are read
     * and written where they lie.
     */
    private void runSteps(
            Block block, float[] x, int xOffset, float[] states, float[] y, int yOffset, Scratch scratch) {
        for (int i = 0; i < block.steps(); i++) {
            int t = block.first() + i;
            int to = yOffset + t * outputSize();
            if (block.active(i) > 0) {
                step(x, xOffset + t * inputSize(), states, y, to, scratch, null);
            } else {
                Arrays.fill(y, to, to + outputSize(), 0f);
            }
        }
    }

    /** What follows the last block: the head, where it sees one row per sequence. */
    void finish(float[] states, float[] y, int yOffset, Scratch scratch) {
        if (head == Head.EVERY_STEP) {
            return;
        }
        Schedule schedule = scratch.schedule();
        if (head == Head.FINAL_HIDDEN) {
            RowTransfer.keepFinalHidden(recurrent.getLast(), schedule.batch(), states, scratch);
        }
        Block block = scratch.headBlock(schedule.batch());
        float[] rows = run(headStart, stages.size(), block, scratch.last.floats(), states, scratch, null);
        transfer.storeOneEach(schedule, rows, y, yOffset);
    }

    /** How many time steps of a batch go through all stages together; the same whatever the kernels. */
    int blockSteps(Schedule schedule) {
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
}
