package io.github.lanewise.network;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.team.Job;
import io.github.lanewise.team.WorkerTeam;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of a layer at the same time, a thread each: they read the same rows and depend on nothing else of each
 * other. Each thread then keeps one direction's weights in its own cache, and no step waits for the other thread.
 */
final class DirectionsJob implements Job {
    /** Multiplications below which handing over and copying back are not worth it: some 30 µs. */
    private static final long LEAST_WORK = 1 << 20;

    private static final float[] NONE = new float[0];

    /**
     * The parameters of a run; the caller's are those that belong to the run, a worker's a copy. Of the block too, which the
     * caller changes for its next run while a worker that it has given up may still compute.
     */
    private static final class Parameters {
        private final Block copied = new Block(new Schedule());
        private @Nullable RecurrentStage stage;
        private @Nullable Block block;
        private float[] x = NONE;
        private float[] states = NONE;
        private boolean flushesSubnormals;

        void copy(Parameters other) {
            stage = other.stage;
            Block theirs = other.block;
            if (theirs != null) {
                block = copied.copyFrom(theirs);
            }
            x = other.x;
            states = other.states;
            flushesSubnormals = other.flushesSubnormals;
        }
    }

    /** What a worker writes to: states and rows of output, each direction's where it is in the caller's. */
    private static final class Own {
        private final Scratch scratch = new Scratch();
        private final Buffer states = new Buffer();
        private final Buffer y = new Buffer();
    }

    private final WorkerTeam team;
    private final Parameters[] parameters;
    private final Own[] own;
    private float[] output = NONE;
    private @Nullable Scratch callersScratch;

    /**
     * A job for a team.
     *
     * @param team closed by its owner
     */
    DirectionsJob(WorkerTeam team) {
        this.team = team;
        parameters = new Parameters[team.threads()];
        own = new Own[team.threads()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = new Parameters();
            own[i] = new Own();
        }
    }

    /**
     * Runs a block of a layer of two directions.
     *
     * @return false, and nothing done, if the block is too small or another thread has the team
     */
    boolean run(RecurrentStage stage, Block block, float[] x, float[] states, float[] y, Scratch scratch) {
        if (stage.multiplications() * block.steps() * block.batch() < LEAST_WORK || !team.tryTake()) {
            return false;
        }
        try {
            Parameters run = parameters[0];
            run.stage = stage;
            run.block = block;
            run.x = x;
            run.states = states;
            run.flushesSubnormals = scratch.flushesSubnormals();
            output = y;
            callersScratch = scratch;
            team.run(this, 2);
        } finally {
            team.release();
        }
        return true;
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public void load(int worker) {
        parameters[worker].copy(parameters[0]);
    }

    @Override
    public void compute(int piece, int worker) {
        Parameters run = parameters[worker];
        RecurrentStage stage = run.stage;
        Block block = run.block;
        if (stage == null || block == null) {
            return;
        }
        Scratch scratch = callersScratch;
        if (worker > 0) {
            Own mine = own[worker];
            int floats = stateFloats(stage, block);
            int h = stage.hiddenOffset(piece, block.batch());
            float[] mineStates = mine.states.atLeast((long) h + floats);
            System.arraycopy(run.states, h, mineStates, h, floats);
            float[] mineY = mine.y.atLeast((long) block.steps() * block.batch() * stage.outputStride());
            mine.scratch.flushSubnormals(run.flushesSubnormals);
            stage.run(piece, block, run.x, mineY, mineStates, mine.scratch);
        } else if (scratch != null) {
            stage.run(piece, block, run.x, output, run.states, scratch);
        }
    }

    /** A direction's rows of hidden state, then its rows of cell state. */
    private static int stateFloats(RecurrentStage stage, Block block) {
        Cell cell = stage.cell(0);
        return block.batch() * (cell.hiddenStride() + cell.cellStride());
    }

    @Override
    public void take(int piece, int worker) {
        Parameters run = parameters[0];
        RecurrentStage stage = run.stage;
        Block block = run.block;
        if (stage == null || block == null) {
            return;
        }
        int h = stage.hiddenOffset(piece, block.batch());
        System.arraycopy(own[worker].states.floats(), h, run.states, h, stateFloats(stage, block));
        int size = stage.cell(piece).recurrentSize();
        for (int step = 0; step < block.steps(); step++) {
            for (int row = 0; row < block.active(step); row++) {
                int at = (step * block.batch() + row) * stage.outputStride() + piece * size;
                System.arraycopy(own[worker].y.floats(), at, output, at, size);
            }
        }
    }
}
