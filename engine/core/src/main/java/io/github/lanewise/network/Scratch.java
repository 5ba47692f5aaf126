package io.github.lanewise.network;

import io.github.lanewise.kernel.StepScratch;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.memory.Rows;
import org.jspecify.annotations.Nullable;

/** All the working memory of one thread. Not thread-safe. */
public final class Scratch {
    final StepScratch cell = new StepScratch();
    final Buffer positions = new Buffer();
    final Buffer last = new Buffer();
    final Buffer padded = new Buffer();
    final Buffer repeated = new Buffer();
    private final Buffer states = new Buffer();
    private final Schedule schedule = new Schedule();
    private final Block block = new Block(schedule);
    private final Schedule repeatedSchedule = new Schedule();
    private final Block repeatedBlock = new Block(repeatedSchedule);
    private final Schedule headSchedule = new Schedule();
    private final Block headBlock = new Block(headSchedule);
    private final Buffer evenRows = new Buffer();
    private final Buffer oddRows = new Buffer();
    private float[] kept = new float[0];
    private boolean descending;

    /** Sees the steps of the layer that runs, or null. */
    @Nullable
    GateProbe probe;

    private boolean flushesSubnormals;

    /**
     * Says whether subnormals in the states become zeros at the end of each step.
     *
     * @param flushes true for zeros
     */
    public void flushSubnormals(boolean flushes) {
        flushesSubnormals = flushes;
    }

    boolean flushesSubnormals() {
        return flushesSubnormals;
    }

    /** Which way the next step reads its weights: one way and the other in turn. */
    boolean nextReadsDescending() {
        descending = !descending;
        return descending;
    }

    /**
     * Memory for rows that a stage writes. What the stage before has written stays.
     *
     * @param stage number of the stage; -1 for what the first one reads
     * @param length floats
     * @return an array of at least that length, with meaningless contents
     */
    float[] rows(int stage, long length) {
        return (stage % 2 == 0 ? evenRows : oddRows).atLeast(length);
    }

    /**
     * Memory for rows that a mask will need. What it holds stays when it grows.
     *
     * @param length floats
     * @return an array of at least that length
     */
    float[] kept(int length) {
        if (kept.length < length + Rows.LINE) {
            float[] longer = Rows.allocate(length);
            System.arraycopy(kept, 0, longer, 0, kept.length);
            kept = longer;
        }
        return kept;
    }

    /**
     * The schedule of this thread's batches, to be set before a run.
     *
     * @return the same object each time
     */
    public Schedule schedule() {
        return schedule;
    }

    /** The block of this thread's batches, to be set before a run. */
    Block block() {
        return block;
    }

    /** The block of sequences of so many steps behind a repeat, in the order of this thread's batches, to be set before a run. */
    Block repeatedBlock(int steps) {
        repeatedSchedule.like(schedule, steps);
        return repeatedBlock;
    }

    /** A block of one step, for the rows that go to the head. */
    Block headBlock(int batch) {
        headSchedule.uniform(1, batch);
        return headBlock.set(0, 1);
    }

    /**
     * Memory for the states of a batch.
     *
     * @param length floats
     * @return a buffer of at least that length, with meaningless contents
     */
    public float[] states(long length) {
        return states.atLeast(length);
    }
}
