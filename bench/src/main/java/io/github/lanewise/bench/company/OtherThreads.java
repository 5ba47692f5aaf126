package io.github.lanewise.bench.company;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Whether the process's other threads work, which here are the JIT compiler's and the engine's that warms code: their processor
 * time is what the process takes more than the calling thread.
 */
final class OtherThreads {
    /** Linux counts a process's time in hundredths of a second. */
    private static final long LEAST_NANOS = 500_000_000;

    private static final double WORKING = 0.1;

    private static final long UNKNOWN = -1;

    private long time = System.nanoTime();
    private long work = UNKNOWN;

    /**
     * Whether they took more than a tenth of the time since the last answer; false within half a second of it. The first
     * answer after that is yes: what the next ones are compared with is read only then.
     */
    boolean haveWorked() {
        long passed = System.nanoTime() - time;
        if (passed < LEAST_NANOS) {
            return false;
        }
        long before = work;
        time += passed;
        work = Beans.work();
        return before == UNKNOWN || work - before > WORKING * passed;
    }

    /** Their classes take tens of milliseconds to load, which must not pass between a process's first steps. */
    private static final class Beans {
        private static final OperatingSystemMXBean PROCESS =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        static long work() {
            return PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime();
        }
    }
}
