package io.github.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.kernel.Gemv;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveNetworkTest {
    /** Of 20000 steps in blocks, those behind the block with the change go to the new network, none before. */
    @Test
    void aRunGoesOnWithTheNewNetworkAtTheNextBlock() {
        ModelSpec spec = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.RNN_TANH, 3, 5).buildUntrained(new SplittableRandom(1)), false);
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        Network next = NetworkCompiler.compile(spec, counting(second, () -> {}), null);
        LiveNetwork[] live = new LiveNetwork[1];
        Runnable changeAtStep10000 = () -> {
            if (first.get() == 10_000) {
                live[0].changeOver(next);
            }
        };
        Network old = NetworkCompiler.compile(spec, counting(first, changeAtStep10000), null);
        live[0] = new LiveNetwork(old);
        Scratch scratch = new Scratch();
        scratch.schedule().uniform(20_000, 1);
        int block = old.blockSteps(0, scratch.schedule());
        float[] states = scratch.states(old.stateFloats());
        old.begin(states, 1);
        live[0].run(new float[120_000], 0, false, states, new float[220_000], 0, scratch, null);
        assertTrue(block < 10_000, "blocks of " + block + " steps");
        int expected = Math.ceilDiv(10_000, block) * block;
        assertEquals(expected, first.get(), "steps of the first network, in blocks of " + block);
        assertEquals(20_000 - expected, second.get(), "steps of the second network");
        assertEquals(next, live[0].now());
    }

    /** Scalar kernels that count their products with one vector, of which a step has one here. */
    private static Kernels counting(AtomicInteger count, Runnable each) {
        Kernels scalar = Kernels.scalar();
        InvocationHandler handler = (_, method, arguments) -> {
            if (method.getName().equals("gemv")) {
                count.incrementAndGet();
                each.run();
            }
            method.setAccessible(true);
            return method.invoke(scalar.gemv(), arguments);
        };
        Gemv gemv = (Gemv) Proxy.newProxyInstance(Gemv.class.getClassLoader(), new Class<?>[] {Gemv.class}, handler);
        return new Kernels(
                1,
                gemv,
                scalar.gemm(),
                scalar.lstm(),
                scalar.smallLstm(),
                scalar.gru(),
                scalar.elements(),
                scalar.memory());
    }
}
