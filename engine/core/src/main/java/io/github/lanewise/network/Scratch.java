package io.github.lanewise.network;

import io.github.lanewise.memory.AlignedFloats;

/** All the working memory of one thread. Not thread-safe. */
public final class Scratch {
    final Buffer z = new Buffer();
    final Buffer gates = new Buffer();
    final Buffer cell = new Buffer();
    final Buffer last = new Buffer();
    final Buffer padded = new Buffer();
    private final Buffer states = new Buffer();
    private final Schedule schedule = new Schedule();
    private final Block block = new Block(schedule);
    private final Schedule headSchedule = new Schedule();
    private final Block headBlock = new Block(headSchedule);
    private Buffer input = new Buffer();
    private Buffer output = new Buffer();
    private boolean descending;
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
    boolean turn() {
        descending = !descending;
        return descending;
    }

    /** What a stage reads: the rows that the one before wrote. */
    Buffer input() {
        return input;
    }

    /** What a stage writes. */
    Buffer output() {
        return output;
    }

    /** Makes a stage's output the next one's input. */
    void swap() {
        Buffer former = input;
        input = output;
        output = former;
    }

    /**
     * The schedule of this thread's batches, to be set before a run.
     *
     * @return the same object each time
     */
    public Schedule schedule() {
        return schedule;
    }

    Block block(int first, int steps) {
        return block.set(first, steps);
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
    public AlignedFloats states(long length) {
        return states.atLeast(length);
    }
}
