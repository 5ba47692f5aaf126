package io.github.lanewise.network;

import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model compiled for one set of kernels: stages in a row, each reading the rows that the one before wrote. Immutable,
 * so thread-safe; scratch and states are the caller's.
 *
 * <p>Its sections run one after the other: one alone, or one more behind each repeat, whose input is what the section before
 * has left of each sequence. Rows stay in the order of the network's {@link Schedule}, in all sections and in all states.
 */
public final class Network {
    /**
     * Multiplications of a step up to which streams take their steps one by one. So few weights stay in the first cache, and moving
     * rows about costs more than it saves: a stream's step takes 245 ns alone and 270 among 32 at (8, 32), 295 and 300 at (32,
     * 32), 455 and 415 at (16, 40), 1330 and 750 at (64, 64) (Xeon).
     */
    private static final int FEW_MULTIPLICATIONS = 8192;

    private final List<Section> sections;
    private final List<Stage> stages;
    private final List<RecurrentStage> recurrent;
    private final List<TemporalConv1dStage> convolutions;
    private final boolean canStep;
    private final boolean stepwise;
    private final boolean sharesWeights;
    private final int lastWithState;
    private final int stateFloats;
    private final int widestStride;
    /** By stage: in a step it would read vectors behind a hidden state, with which the stream's state may end. */
    private final boolean[] readsBehindState;

    private final InitialStates initial;
    private final RowTransfer transfer;

    /** Kept, because lists and casts take a step of (5, 8) as long as a tenth of its arithmetic. */
    private final int inputSize;

    private final int outputSize;
    private final @Nullable EmbeddingStage embedding;
    private final @Nullable RecurrentStage only;

    /** The sections in the order in which they run. */
    Network(ModelSpec spec, List<Section> sections, int stateFloats, OutputCopy outputCopy) {
        this.sections = List.copyOf(sections);
        this.stateFloats = stateFloats;
        List<Stage> all = new ArrayList<>();
        int widest = 0;
        long multiplications = 0;
        for (Section section : sections) {
            all.addAll(section.stages());
            widest = Math.max(widest, section.widestStride());
        }
        stages = List.copyOf(all);
        int last = -1;
        for (int i = 0; i < stages.size(); i++) {
            multiplications += stages.get(i).multiplications();
            last = stages.get(i) instanceof RowStage ? last : i;
        }
        lastWithState = last;
        sharesWeights = multiplications > FEW_MULTIPLICATIONS;
        readsBehindState = new boolean[stages.size()];
        for (int i = 1; i < stages.size(); i++) {
            readsBehindState[i] = stages.get(i - 1) instanceof RecurrentStage
                    && stages.get(i) instanceof RowStage stage
                    && stage.readsBehindRows();
        }
        widestStride = widest;
        recurrent = stagesOf(RecurrentStage.class);
        convolutions = stagesOf(TemporalConv1dStage.class);
        canStep = sections.size() == 1 && !sections.getFirst().needsWholeSequence();
        stepwise = canStep && sections.getFirst().takesStepsWhole();
        initial = new InitialStates(spec, recurrent, convolutions, stateFloats);
        inputSize = stages.getFirst().inputSize();
        outputSize = stages.getLast().outputSize();
        embedding = stages.getFirst() instanceof EmbeddingStage first ? first : null;
        only = stages.size() == 1 && stages.getFirst() instanceof RecurrentStage stage ? stage : null;
        transfer = new RowTransfer(inputSize, outputSize, outputCopy);
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
     * @return false if a layer runs in reverse, looks ahead or is behind a repeat
     */
    public boolean canStep() {
        return canStep;
    }

    /**
     * Whether steps of several streams gain from reading the weights once for all of them.
     *
     * @return false if the network is so small that they had better go one by one
     */
    public boolean sharesWeights() {
        return sharesWeights;
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
        return inputSize;
    }

    /**
     * Features of an output row.
     *
     * @return how many floats
     */
    public int outputSize() {
        return outputSize;
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
        if (embedding != null) {
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
        if (only != null) {
            only.step(x, xOffset, states, scratch, scratch.nextReadsDescending(), probe);
            transfer.storeStep(states, only.hiddenOffset(), x, xOffset, y, yOffset);
            return;
        }
        float[] rows = x;
        int at = xOffset;
        if (!(stages.getFirst() instanceof RecurrentStage)) { // which reads no vectors, so none behind the end of x
            rows = scratch.rows(-1, widestStride);
            System.arraycopy(x, xOffset, rows, 0, inputSize());
            at = 0;
        }
        boolean descending = scratch.nextReadsDescending();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            if (stage instanceof RecurrentStage layer) {
                layer.step(rows, at, states, scratch, descending, probe);
                rows = states;
                at = layer.hiddenOffset();
                continue;
            }
            float[] output = scratch.rows(i, widestStride);
            if (stage instanceof TemporalConv1dStage convolution) {
                convolution.step(rows, at, states, output, scratch);
            } else {
                if (readsBehindState[i]) {
                    rows = scratch.rows(i - 1, widestStride);
                    System.arraycopy(states, at, rows, 0, stage.inputSize());
                    at = 0;
                }
                ((RowStage) stage).rows(1, rows, at, output, 0, scratch);
            }
            rows = output;
            at = 0;
        }
        transfer.storeStep(rows, at, x, xOffset, y, yOffset);
    }

    /**
     * One step of a batch of states, all of them from the same row of input. Nothing comes out, so layers behind the last state
     * are left out. Everything has been checked.
     *
     * @param x the input row
     * @param xOffset index of its first float in x
     * @param states rows of state, advanced
     * @param batch how many (N)
     * @param scratch the thread's
     */
    public void advance(float[] x, int xOffset, float[] states, int batch, Scratch scratch) {
        Block block = scratch.headBlock(batch);
        float[] rows = scratch.rows(-1, widestStride);
        System.arraycopy(x, xOffset, rows, 0, inputSize());
        boolean alike = true;
        for (int i = 0; i <= lastWithState; i++) {
            Stage stage = stages.get(i);
            float[] y = scratch.rows(i, (long) batch * stage.outputStride());
            if (alike && !(stage instanceof RowStage)) {
                repeatKept(i, batch, scratch);
            }
            if (stage instanceof RowStage layer) {
                layer.rows(alike ? 1 : batch, rows, 0, y, 0, scratch);
            } else if (alike && stage instanceof RecurrentStage layer) {
                layer.stepAlike(block, rows, y, states, scratch);
                alike = false;
            } else {
                stage.run(block, alike ? repeated(rows, stage, batch, scratch) : rows, y, states, scratch, null);
                alike = false;
            }
            rows = y;
        }
    }

    /** What stages before one have kept of the row that is alike, for every row of a batch. */
    private void repeatKept(int before, int batch, Scratch scratch) {
        for (int i = 0; i < before; i++) {
            if (stages.get(i) instanceof KeepStage keep) {
                keep.repeat(batch, scratch);
            }
        }
    }

    /** One row of input of a layer, for every row of a batch. */
    private static float[] repeated(float[] row, Stage stage, int batch, Scratch scratch) {
        int stride = Rows.stride(stage.inputSize());
        float[] rows = scratch.repeated.atLeast((long) batch * stride);
        for (int i = 0; i < batch; i++) {
            System.arraycopy(row, 0, rows, i * stride, stride);
        }
        return rows;
    }

    /** How many sections there are. */
    int sections() {
        return sections.size();
    }

    /** The block of a section's time steps, to be set before a run. */
    Block block(int section, Scratch scratch) {
        return sections.get(section).block(scratch);
    }

    /** How many time steps of a batch go through a section together; the same whatever the kernels. */
    int blockSteps(int section, Schedule schedule) {
        return sections.get(section).blockSteps(schedule);
    }

    /** One block of a section's time steps, from the caller's rows to the caller's rows. Everything has been checked. */
    void run(
            int section,
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
        Section current = sections.get(section);
        float[] input =
                section == 0 ? transfer.load(x, xOffset, batchFirst, block, scratch) : current.repeated(block, scratch);
        float[] rows = current.run(block, input, states, scratch, probe);
        if (current.hasEveryStep()) {
            transfer.storeEveryStep(block, rows, x, xOffset, y, yOffset, batchFirst);
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

    /** What follows a section's last block, where one row a sequence is left. */
    void finish(int section, float[] states, float[] y, int yOffset, Scratch scratch) {
        Section current = sections.get(section);
        if (current.hasEveryStep()) {
            return;
        }
        Schedule schedule = scratch.schedule();
        float[] rows = current.finish(schedule.batch(), states, scratch);
        if (section == sections.size() - 1) {
            transfer.storeOneEach(schedule, rows, y, yOffset);
        } else {
            sections.get(section + 1).keep(rows, schedule.batch(), scratch);
        }
    }
}
