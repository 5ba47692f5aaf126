package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.comparison.Runner;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntConsumer;

/** What happens before anything is timed, so that latencies are those of a steady state. */
final class WarmUp {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Between two readings of the clock, which take longer than a small step. */
    private static final int STEPS = 16;

    private static final double OPEN_SECONDS = 0.3;

    private WarmUp() {}

    /**
     * Warms an engine up: steps without a pause, then arrivals at a high rate and at the rate that will be measured, so that
     * the loop that measures is compiled too.
     *
     * @param runner has been judged
     * @param call a step by the number of its arrival
     * @param perSecond the rate that will be measured
     * @param seconds of processor time for steps without a pause
     */
    static void run(Runner runner, IntConsumer call, int perSecond, double seconds) {
        // Processor time: where others take the core, a warm-up by the clock would end too early.
        long end = THREADS.getCurrentThreadCpuTime() + (long) (seconds * 1e9);
        while (THREADS.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < STEPS; i++) {
                call.accept(i);
            }
        }
        for (int rate : new int[] {48_000, perSecond}) {
            OpenLoop.run(Arrivals.during(rate, OPEN_SECONDS), System::nanoTime, call, Tail.histogram());
        }
        runner.reset();
    }
}
