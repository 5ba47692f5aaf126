package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.memory.WeightMemory;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a model's close frees, and what is refused behind it. */
class ClosedModelTest {
    private static ModelSpec spec() {
        return ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 20, 100).buildUntrained(new SplittableRandom(1)), false);
    }

    @Test
    void callsAreRefused() {
        for (Backend backend : Backend.available()) {
            Model model = Model.of(spec(), backend);
            Session session = model.newSession();
            State state = model.newState();
            session.step(new float[20], state, new float[100]);
            byte[] before = state.toBytes();
            model.close();
            model.close();
            String refusal = "model: expected an open one, found one that was closed";
            assertRefused(
                    IllegalStateException.class, () -> session.step(new float[20], state, new float[100]), refusal);
            assertRefused(IllegalStateException.class, () -> session.run(Tensor.zeros(3, 20)), refusal);
            assertEquals(20, model.inputSize());
            assertEquals(before.length, state.toBytes().length);
        }
    }

    /** With two threads and while another thread steps: it sees the end as an exception, and no other memory. */
    @Test
    void aCallInProgressEndsWithAnException() throws Exception {
        Model model = new Model(spec(), Backend.VECTOR, 2);
        CountDownLatch stepping = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread other = Thread.ofPlatform().start(() -> {
            Session session = model.newSession();
            State state = model.newState();
            float[] y = new float[100];
            try {
                while (true) {
                    session.step(new float[20], state, y);
                    stepping.countDown();
                }
            } catch (IllegalStateException e) {
                end.set(e);
            }
        });
        assertTrue(stepping.await(1, TimeUnit.MINUTES));
        model.close();
        assertTrue(other.join(Duration.ofMinutes(1)));
        assertTrue(end.get() instanceof IllegalStateException, String.valueOf(end.get()));
    }

    @Test
    void aModelThatIsClosedWhileItWarmsStaysClosed() {
        Model model = Model.of(spec(), Backend.AUTO);
        model.close();
        WarmUp.Outcome outcome = model.warmUp().outcome();
        assertTrue(outcome != WarmUp.Outcome.TIMED_OUT, outcome.toString());
        Session session = model.newSession();
        assertThrows(IllegalStateException.class, () -> session.step(new float[20], model.newState(), new float[100]));
    }

    @Test
    void memoryIsFreedAtOnceOrWithItsOwner() throws Exception {
        WeightMemory closed = new WeightMemory();
        MemorySegment segment = closed.allocate(100).segment();
        assertTrue(segment.scope().isAlive());
        closed.close();
        assertFalse(segment.scope().isAlive());
        assertRefused(IllegalStateException.class, () -> closed.allocate(1), "a closed one's");

        WeightMemory collected = new WeightMemory();
        MemorySegment other = collected.allocate(100).segment();
        collected.freeWith(new Object());
        for (int i = 0; i < 6_000 && other.scope().isAlive(); i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertFalse(other.scope().isAlive());
    }
}
