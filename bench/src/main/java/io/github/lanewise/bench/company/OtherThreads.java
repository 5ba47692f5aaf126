package io.github.lanewise.bench.company;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Whether the process's other threads work, which here are the JIT compiler's: their processor time is what the process takes
 * more than the calling thread.
 */
final class OtherThreads {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Linux counts a process's time in hundredths of a second. */
    private static final long LEAST_NANOS = 500_000_000;

    private static final double WORKING = 0.1;

    private long time = System.nanoTime();
    private long work = work();

    /** Whether they took more than a tenth of the time since the last answer; false within half a second of it. */
    boolean haveWorked() {
        long passed = System.nanoTime() - time;
        if (passed < LEAST_NANOS) {
            return false;
        }
        long before = work;
        time += passed;
        work = work();
        return work - before > WORKING * passed;
    }

    private static long work() {
        return PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime();
    }
}
