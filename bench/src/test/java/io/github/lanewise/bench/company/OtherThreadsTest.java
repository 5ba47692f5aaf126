package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OtherThreadsTest {
    private static final int TRIES = 600;

    /** However few processors there are: a thread that works has been seen in the end. */
    @Test
    void aThreadThatWorksIsSeen() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            while (!done.get()) {
                Thread.onSpinWait();
            }
        });
        OtherThreads others = new OtherThreads();
        assertFalse(others.haveWorked(), "too early to tell");
        boolean seen = false;
        Thread.sleep(600);
        assertTrue(others.haveWorked(), "there is nothing to compare with yet");
        for (int i = 0; i < TRIES && !seen; i++) {
            Thread.sleep(100);
            seen = others.haveWorked();
        }
        assertTrue(seen);
        done.set(true);
        thread.join();
    }
}
