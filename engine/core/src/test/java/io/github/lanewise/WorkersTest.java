package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.github.lanewise.team.WorkerTeam;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        private final WorkerTeam team;
        private final Thread caller = Thread.currentThread();
        private final CountDownLatch workers = new CountDownLatch(1);
        private final Kernels scalar = Kernels.scalar();

        Waiting(WorkerTeam team) {
            this.team = team;
        }

        Kernels kernels() {
            return new Kernels(
                    scalar.lanes(),
                    waiting(Gemv.class, scalar.gemv()),
                    waiting(Gemm.class, scalar.gemm()),
                    scalar.lstm(),
                    scalar.smallLstm(),
                    scalar.gru(),
                    scalar.elements(),
                    scalar.memory());
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
                .buildUntrained(random);
        ModelSpec spec = ModelSpec.ofStack(stack, false);
        float[] x = Hostile.floats(random, steps * batch * INPUT, 0);
        float[] expected = run(NetworkCompiler.compile(spec, Kernels.scalar(), null), x, steps, batch);
        try (WorkerTeam team = new WorkerTeam(2)) {
            Waiting waiting = new Waiting(team);
            Kernels kernels = products ? waiting.kernels().sharedWith(team, new TeamRooms(team)) : waiting.kernels();
            float[] found = run(NetworkCompiler.compile(spec, kernels, products ? null : team), x, steps, batch);
            Bits.assertSame(what, expected, found);
            assertTrue(waiting.hadAWorker(), what + ": expected a worker to take part, found none");
        }
    }

    private static float[] run(Network network, float[] x, int steps, int batch) {
        return run(network, x, steps, batch, new Scratch());
    }

    private static float[] run(Network network, float[] x, int steps, int batch, Scratch scratch) {
        scratch.schedule().uniform(steps, batch);
        float[] states = scratch.states((long) batch * network.stateFloats());
        network.begin(states, batch);
        float[] y = new float[steps * batch * network.outputSize()];
        new LiveNetwork(network).run(x, 0, false, states, y, 0, scratch, null);
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

    /**
     * A worker whose core is taken away after its first product, until the caller has given it up and begun another, smaller
     * run with the same scratch. It goes on with the run that it has begun.
     */
    @Test
    void aWorkerThatWasGivenUpDoesNotSeeTheNextRun() throws Exception {
        int steps = 7;
        int batch = 5;
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, INPUT, HIDDEN)
                .bidirectional(true)
                .buildUntrained(new SplittableRandom(1));
        Thread caller = Thread.currentThread();
        CountDownLatch worker = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Object> rows = Collections.synchronizedList(new ArrayList<>());
        Kernels scalar = Kernels.scalar();
        Gemm gemm = (Gemm) Proxy.newProxyInstance(
                Gemm.class.getClassLoader(), new Class<?>[] {Gemm.class}, (_, method, arguments) -> {
                    if (Thread.currentThread() != caller) {
                        rows.add(arguments[1]);
                        worker.countDown();
                        release.await();
                    } else if (release.getCount() > 0) {
                        assertTrue(worker.await(1, TimeUnit.MINUTES), "expected a worker to begin within a minute");
                    }
                    return method.invoke(scalar.gemm(), arguments);
                });
        Kernels kernels = new Kernels(
                1,
                scalar.gemv(),
                gemm,
                scalar.lstm(),
                scalar.smallLstm(),
                scalar.gru(),
                scalar.elements(),
                scalar.memory());
        try (WorkerTeam team = new WorkerTeam(2)) {
            Network network = NetworkCompiler.compile(ModelSpec.ofStack(stack, false), kernels, team);
            Scratch scratch = new Scratch();
            run(network, new float[steps * batch * INPUT], steps, batch, scratch);
            run(network, new float[2 * INPUT], 1, 2, scratch);
            release.countDown();
            List<Integer> expected = new ArrayList<>(List.of(steps * batch));
            expected.addAll(Collections.nCopies(steps, batch));
            for (int i = 0; i < 6_000 && rows.size() < expected.size(); i++) {
                Thread.sleep(10);
            }
            assertEquals(expected, rows);
        }
    }
}
