package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.kernel.Gemm;
import io.github.lanewise.kernel.Gemv;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.TeamRooms;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.NetworkCompiler;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.team.Team;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The bits of products that a worker has surely taken part in, on one processor too: the caller does not begin its first
 * piece of a job before a worker has begun one.
 */
class WorkersTest {
    private static final int INPUT = 37;
    private static final int HIDDEN = 131;

    /** The scalar kernels, which keep a caller waiting until a worker has come. */
    private static final class Waiting {
        private final Team team;
        private final Thread caller = Thread.currentThread();
        private final CountDownLatch workers = new CountDownLatch(1);
        private final Kernels scalar = Kernels.scalar();

        Waiting(Team team) {
            this.team = team;
        }

        Kernels kernels() {
            return new Kernels(
                    scalar.lanes(),
                    waiting(Gemv.class, scalar.gemv()),
                    waiting(Gemm.class, scalar.gemm()),
                    scalar.lstm(),
                    scalar.lastLstm(),
                    scalar.gru(),
                    scalar.elements());
        }

        private <T> T waiting(Class<T> kind, T products) {
            return kind.cast(
                    Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (proxy, method, arguments) -> {
                        await(method);
                        return method.invoke(products, arguments);
                    }));
        }

        private void await(Method method) throws InterruptedException {
            boolean product =
                    method.getName().equals("gemv") || method.getName().equals("gemm");
            if (product && Thread.currentThread() != caller) {
                workers.countDown();
            } else if (product && inJob()) {
                assertTrue(workers.await(1, TimeUnit.MINUTES), "expected a worker to begin a piece within a minute");
            }
        }

        /** Products that are too small for a team are computed outside of any job. */
        private boolean inJob() {
            if (team.tryTake()) {
                team.release();
                return false;
            }
            return true;
        }

        boolean hadAWorker() {
            return workers.getCount() == 0;
        }
    }

    /** Shares out either each product or, where the stack has two, whole directions. */
    private static void check(String what, boolean bidirectional, int steps, int batch, boolean products) {
        SplittableRandom random = Seeds.random(WorkersTest.class);
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, INPUT, HIDDEN)
                .bidirectional(bidirectional)
                .buildRandom(random);
        ModelSpec spec = ModelSpec.ofStack(stack, false);
        float[] x = Hostile.floats(random, steps * batch * INPUT, 0);
        float[] expected = run(NetworkCompiler.compile(spec, Kernels.scalar(), null), x, steps, batch);
        try (Team team = new Team(2)) {
            Waiting waiting = new Waiting(team);
            Kernels kernels = products ? waiting.kernels().sharedWith(team, new TeamRooms(team)) : waiting.kernels();
            float[] found = run(NetworkCompiler.compile(spec, kernels, products ? null : team), x, steps, batch);
            Bits.assertSame(what, expected, found);
            assertTrue(waiting.hadAWorker(), what + ": expected a worker to take part, found none");
        }
    }

    private static float[] run(Network network, float[] x, int steps, int batch) {
        Scratch scratch = new Scratch();
        scratch.schedule().uniform(steps, batch);
        float[] states = scratch.states((long) batch * network.stateFloats());
        network.begin(states, batch);
        float[] y = new float[steps * batch * network.outputSize()];
        new LiveNetwork(network).run(x, false, states, y, scratch, null);
        return y;
    }

    @Test
    void stripsOfAMatrix() {
        check("one row", false, 3, 1, true);
    }

    @Test
    void rowsOfABatch() {
        check("batch", false, 3, 23, true);
    }

    @Test
    void directions() {
        check("directions", true, 7, 5, false);
    }
}
