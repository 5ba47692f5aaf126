package io.github.lanewise;

import io.github.lanewise.network.Network;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.EmbeddingSpec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Steps through a session until that takes hardly longer than the network's own step. The warming thread has compiled kernels
 * and network. This has the calls compiled that a program makes. Without it the first thousand steps of (1, 32) after a warm-up
 * took 2.8 to 3.7 µs, and only the steps after some 60,000 the 0.3 µs that they take from the beginning now (one core of an Intel
 * Xeon, family 6 model 207, medians of three processes).
 */
final class StepRehearsal {
    private static final int ROUND_STEPS = 1_000;
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The JVM's best compiler looks at a method after some 15,000 calls, and its code is there a while later. */
    private static final int LEAST_ROUNDS = 25;

    private static final int IN_A_ROW = 5;
    private static final Duration MOST = Duration.ofSeconds(1);

    private final Session session;
    private final State state;
    private final Network network;
    private final Scratch scratch = new Scratch();
    private final float[] x;
    private final float[] y;

    private StepRehearsal(Model model) {
        session = model.newSession();
        state = model.newState();
        network = model.network().now();
        x = new float[model.inputSize()];
        if (model.spec().layers().getFirst() instanceof EmbeddingSpec embedding) {
            x[0] = embedding.firstToken();
        }
        y = new float[model.outputSize()];
    }

    /**
     * Steps for a second at most. An interrupt ends it, and stays set. A model that another thread closes ends it, too.
     *
     * @param model one that can step
     * @param limit how long the caller waits
     */
    static void run(Model model, Duration limit) {
        long most = (limit.compareTo(MOST) < 0 ? limit : MOST).toNanos();
        try {
            new StepRehearsal(model).repeat(most);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException _) {
            // The model was closed meanwhile: there is nothing left to rehearse.
        }
    }

    private void repeat(long most) throws InterruptedException {
        long begin = System.nanoTime();
        int inARow = 0;
        for (int round = 0; round < LEAST_ROUNDS || inARow < IN_A_ROW; round++) {
            if (System.nanoTime() - begin >= most) {
                return;
            }
            inARow = isCompiled() ? inARow + 1 : 0;
            Thread.sleep(1); // for the compilers, where this is the only core
        }
    }

    private boolean isCompiled() {
        double throughSession = nanos(true);
        return throughSession <= 1.1 * nanos(false) + 20;
    }

    /** The mean time of a step. */
    private double nanos(boolean throughSession) {
        long begin = System.nanoTime();
        int steps = 0;
        long now;
        do {
            if (throughSession) {
                session.step(x, state, y);
            } else {
                network.step(x, 0, state.floats(), y, 0, scratch, null);
            }
            steps++;
            now = System.nanoTime();
        } while (steps < ROUND_STEPS && now - begin < ROUND_NANOS);
        return (now - begin) / (double) steps;
    }
}
