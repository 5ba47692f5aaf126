package io.github.lanewise.warm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When the warming thread pauses, so that it does not take a core from who computes. Where there is one processor it works at
 * most half of the time; elsewhere it gives way after each slice.
 */
final class Pace {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration WAIT = Duration.ofMillis(1);
    private static final Duration GIVE_WAY = Duration.ofNanos(50_000);

    /** Before the first piece of work: the model that was just made takes its first steps now. */
    private static final Duration BEGIN = Duration.ofMillis(20);

    private final boolean alone = Runtime.getRuntime().availableProcessors() == 1;
    private long sliceBegin = System.nanoTime();

    /** To be called before all work. */
    static void begin() {
        sleep(BEGIN);
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException _) {
            // Nobody has this thread to interrupt it; a stray interrupt only shortens one pause.
        }
    }

    /** To be called between pieces of work; waiting means that nothing is left to do but to see what the compiler does. */
    void pause(boolean waiting) {
        long worked = System.nanoTime() - sliceBegin;
        if (!waiting && worked < SLICE_NANOS) {
            return;
        }
        sleep(alone || waiting ? WAIT : GIVE_WAY);
        sliceBegin = System.nanoTime();
    }
}
