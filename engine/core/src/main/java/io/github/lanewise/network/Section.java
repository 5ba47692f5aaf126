package io.github.lanewise.network;

import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.RepeatSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stages in a row that run over the same time steps: all of a network, or those up to a repeat, and those behind it. Immutable, so
 * thread-safe; scratch and states are the caller's.
 *
 * <p>A sequence runs in blocks of time steps, each through all stages, so that memory is bounded however long it is. A layer
 * that runs in reverse and a convolution that looks ahead have to see the whole sequence, so in their section there is one
 * block.
 */
final class Section {
    /** Floats of the widest stage's rows in a block, at least: 256 KiB, to stay in the second cache from stage to stage. */
    private static final int BLOCK_FLOATS = 1 << 16;

    private final List<Stage> stages;
    private final int headStart;
    private final Head head;
    private final @Nullable RepeatSpec repeat;
    private final boolean wholeSequence;
    private final boolean stepsWhole;
    private final int widestStride;
    private final long blockFloats;

    /**
     * A section.
     *
     * @param stages in the order in which they run
     * @param headStart the first stage that sees only the rows that the head names
     * @param head which rows these are
     * @param repeat what the section begins with: its input is one row a sequence, the same at every step. Null for the first
     *     section, whose sequences are the network's
     */
    Section(List<Stage> stages, int headStart, Head head, @Nullable RepeatSpec repeat) {
        this.stages = List.copyOf(stages);
        this.headStart = headStart;
        this.head = head;
        this.repeat = repeat;
        boolean whole = false;
        boolean stepsWholeSoFar = head == Head.EVERY_STEP;
        long ahead = BLOCK_FLOATS;
        int widest = 0;
        for (Stage stage : stages) {
            whole |= stage.needsWholeSequence();
            stepsWholeSoFar &= stage instanceof RecurrentStage layer && layer.takesStepsWhole();
            ahead = Math.max(ahead, stage.floatsAhead());
            widest = Math.max(widest, stage.widestStride());
        }
        wholeSequence = whole;
        stepsWhole = stepsWholeSoFar && !whole;
        blockFloats = ahead;
        widestStride = widest;
    }

    List<Stage> stages() {
        return stages;
    }

    /** Whether no step can be computed before the last one is there. */
    boolean needsWholeSequence() {
        return wholeSequence;
    }

    /** Whether nothing is gained by doing a layer's work for several steps of a sequence at once. */
    boolean takesStepsWhole() {
        return stepsWhole;
    }

    /** The most floats that any row takes in memory. */
    int widestStride() {
        return widestStride;
    }

    /** Whether a row comes out at every step; otherwise one a sequence, from {@link #finish}. */
    boolean hasEveryStep() {
        return head == Head.EVERY_STEP;
    }

    /** The time steps of a sequence here. */
    int steps(int networkSteps) {
        return repeat == null ? networkSteps : repeat.steps();
    }

    /** The block of the sequences' time steps here, to be set before a run. */
    Block block(Scratch scratch) {
        return repeat == null ? scratch.block() : scratch.repeatedBlock(repeat.steps());
    }

    /** Takes over one row a sequence as the input of every time step, where the section begins with a repeat. */
    void keep(float[] rows, int batch, Scratch scratch) {
        int floats = batch * stride();
        System.arraycopy(rows, 0, scratch.repeated.atLeast(floats), 0, floats);
    }

    /** The rows of input of a block: those that were kept, at each step. */
    float[] repeated(Block block, Scratch scratch) {
        int floats = block.batch() * stride();
        float[] rows = scratch.rows(-1, (long) block.steps() * floats);
        for (int step = 0; step < block.steps(); step++) {
            System.arraycopy(scratch.repeated.floats(), 0, rows, step * floats, floats);
        }
        return rows;
    }

    /** Floats from row to row of those that are repeated. */
    private int stride() {
        return repeat == null ? 0 : Rows.stride(repeat.size());
    }

    /** How many time steps of a batch go through all stages together; the same whatever the kernels. */
    int blockSteps(Schedule schedule) {
        if (wholeSequence) {
            return schedule.steps();
        }
        long stepFloats = Math.max(1L, (long) schedule.batch() * widestStride);
        return (int) Math.min(schedule.steps(), Math.max(1, blockFloats / stepFloats));
    }

    /** A block of time steps. Returns its rows of output, or, where one a sequence is left, keeps what {@link #finish} needs. */
    float[] run(Block block, float[] input, float[] states, Scratch scratch, @Nullable GateProbe probe) {
        int end = hasEveryStep() ? stages.size() : headStart;
        float[] rows = run(0, end, block, input, states, scratch, probe);
        if (head == Head.LAST_STEP) {
            RowTransfer.keepLastSteps(stages.get(headStart - 1), block, rows, scratch);
        }
        return rows;
    }

    /** What follows the last block where one row a sequence is left. Returns these rows, in the schedule's order. */
    float[] finish(int batch, float[] states, Scratch scratch) {
        if (head == Head.FINAL_HIDDEN) {
            RowTransfer.keepFinalHidden((RecurrentStage) stages.get(headStart - 1), batch, states, scratch);
        }
        Block block = scratch.headBlock(batch);
        return run(headStart, stages.size(), block, scratch.last.floats(), states, scratch, null);
    }

    /** Takes rows of input through some stages; returns the rows of output. */
    private float[] run(
            int from, int to, Block block, float[] input, float[] states, Scratch scratch, @Nullable GateProbe probe) {
        float[] x = input;
        for (int i = from; i < to; i++) {
            long rows = (long) block.steps() * block.batch();
            float[] y = scratch.rows(i, rows * stages.get(i).outputStride());
            stages.get(i).run(block, x, y, states, scratch, probe);
            x = y;
        }
        return x;
    }
}
