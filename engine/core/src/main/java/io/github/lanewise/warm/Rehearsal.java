package io.github.lanewise.warm;

import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.ModelSpec;
import java.util.concurrent.TimeUnit;

/**
 * A model's own vector network before it takes over: its leaves are warm, the code around them has seen scalar kernels only.
 * Where C2 has compiled that for scalar kernels alone, it throws the code away at the first vector kernel; so that happens
 * here, and the model changes over when its vector network has been measured to be the faster one.
 */
final class Rehearsal {
    private static final int IN_A_ROW = 5;
    private static final int SEQUENCE = 3;
    private static final int BATCH = 5;
    private static final int MOST_CALLS = 200;
    private static final long ROUND_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private final Runner vector;
    private final Runner scalar;
    private long vectorNanos;
    private long scalarNanos;
    private int inARow;

    Rehearsal(ModelSpec spec, Network scalar, Network vector) {
        int outputRows = spec.outputRows(SEQUENCE);
        this.scalar = new Runner(scalar, outputRows, !scalar.canStep());
        this.vector = new Runner(vector, outputRows, true);
    }

    /**
     * Runs both networks for a while; true once the vector network has been no slower several times in a row. Half as long
     * again is no slower here: a model of a unit or two takes as long with vectors as without.
     */
    boolean round() {
        int calls = vector.repeat(MOST_CALLS);
        scalar.repeat(calls);
        vectorNanos = vector.least();
        scalarNanos = scalar.least();
        inARow = vectorNanos <= scalarNanos + scalarNanos / 2 ? inARow + 1 : 0;
        return inARow >= IN_A_ROW;
    }

    String figures() {
        return "a call of the whole model: " + vectorNanos + " ns with vectors, " + scalarNanos + " ns without";
    }

    /** Steps, a sequence and a batch of zeros; only the first are timed, or the sequence of a model that cannot step. */
    private static final class Runner {
        private final LiveNetwork live;
        private final Network network;
        private final Scratch scratch = new Scratch();
        private final float[] x;
        private final float[] y;
        private final float[] states;
        private final boolean runs;
        private long least;

        /** Scalar code that can step has sequences and batches left out: users' steps are compiled with what it has done here. */
        Runner(Network network, int outputRows, boolean runs) {
            this.network = network;
            this.runs = runs;
            live = new LiveNetwork(network);
            x = new float[SEQUENCE * BATCH * network.inputSize()];
            y = new float[Math.toIntExact((long) outputRows * BATCH * network.outputSize())];
            states = scratch.states((long) BATCH * network.stateFloats());
        }

        /** Returns how many calls there was time for. */
        int repeat(int most) {
            least = Long.MAX_VALUE;
            long end = System.nanoTime() + ROUND_NANOS;
            int calls = 0;
            while (calls < most && (calls < 3 || System.nanoTime() < end)) {
                long before = System.nanoTime();
                if (network.canStep()) {
                    network.begin(states, 1);
                    network.step(x, 0, states, y, 0, scratch, null);
                } else {
                    run(1);
                }
                least = Math.min(least, System.nanoTime() - before);
                calls++;
            }
            if (runs) {
                run(1);
                run(BATCH);
            }
            return calls;
        }

        private void run(int batch) {
            scratch.schedule().uniform(SEQUENCE, batch);
            network.begin(states, batch);
            live.run(x, 0, false, states, y, 0, scratch, null);
        }

        long least() {
            return least;
        }
    }
}
