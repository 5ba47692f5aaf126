package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing over costs the caller no byte: scratch that scalar code has used is what vector code needs. */
class ChangeOverAllocationTest {
    private static final int CALLS_BEFORE = 60;
    private static final int CALLS_AFTER = 20;

    /** Where the code allocates, every attempt shows it; where vector code is not compiled yet, it boxes, so there are many. */
    private static final int ATTEMPTS = 1_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void ofOneThread(CellKind kind) throws InterruptedException {
        assertNothingAllocated(spec(kind, false), 1);
    }

    /** Large enough to be shared out, by rows and blocks and by directions. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAModelWithThreads(boolean bidirectional) throws InterruptedException {
        assertNothingAllocated(spec(CellKind.LSTM, bidirectional), 2);
    }

    private static ModelSpec spec(CellKind kind, boolean bidirectional) {
        RecurrentSpec stack = RecurrentSpec.builder(kind, 40, 91)
                .name("stack")
                .bidirectional(bidirectional)
                .buildUntrained(new SplittableRandom(9));
        return ModelSpec.builder()
                .add(stack)
                .add(new LinearSpec("linear", Tensor.zeros(7, stack.outputSize()), null))
                .build();
    }

    private static void assertNothingAllocated(ModelSpec spec, int threads) throws InterruptedException {
        WarmUp warmUp = Model.of(spec, Backend.VECTOR).warmUp();
        assertEquals(WarmUp.Outcome.WARM, warmUp.outcome(), warmUp::message);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
            try (Model model = Model.paused(spec, threads)) {
                least = Math.min(least, bytesOfAChange(model));
            }
        }
        assertEquals(0, least, spec.describe() + ": bytes of the calls after the change, at least");
    }

    private static long bytesOfAChange(Model model) throws InterruptedException {
        Session session = model.newSession();
        Tensor input = Tensor.zeros(6, 5, 40);
        Tensor output = Tensor.zeros(session.outputShape(input));
        List<Runnable> calls = List.of(() -> session.run(input, RunOptions.none(), output));
        if (model.canStep()) {
            State state = model.newState();
            float[] x = new float[40 * 9];
            float[] y = new float[7 * 9];
            calls = List.of(
                    () -> session.step(x, state, y),
                    () -> session.run(x, 9, state, y),
                    () -> session.run(input, RunOptions.none(), output));
        }
        repeat(calls, CALLS_BEFORE);
        Thread other = Thread.ofPlatform().start(() -> model.changeOver(VectorWidths.preferredBits()));
        other.join();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        repeat(calls, CALLS_AFTER);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void repeat(List<Runnable> calls, int times) {
        for (int i = 0; i < times; i++) {
            for (int call = 0; call < calls.size(); call++) {
                calls.get(call).run();
            }
        }
    }
}
