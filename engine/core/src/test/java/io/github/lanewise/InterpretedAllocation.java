package io.github.lanewise;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Prints which calls allocate, and how much, on the scalar backend: meant for a JVM with {@code -Xint}, where no object is
 * compiled away, so that the answer depends on nothing but the code.
 */
final class InterpretedAllocation {
    /** Enough for what the JVM makes once, such as linked call sites, and for scratch to grow. */
    private static final int WARM_UP = 20;

    private static final int CALLS = 10;

    /** Calls that are large enough for a team take a tenth of a second each. */
    private static final int LARGE_CALLS = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private InterpretedAllocation() {}

    public static void main(String[] args) {
        int count = 0;
        for (SteadyCalls.Call call : SteadyCalls.on(Backend.SCALAR, 3)) {
            report(call, WARM_UP, CALLS);
            count++;
        }
        for (SteadyCalls.Call call : SteadyCalls.onTeams(Backend.SCALAR)) {
            report(call, LARGE_CALLS, LARGE_CALLS);
            count++;
        }
        System.out.println("measured " + count + " calls");
    }

    private static void report(SteadyCalls.Call call, int warmUp, int calls) {
        repeat(call.run(), warmUp);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        repeat(call.run(), calls);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (bytes != 0) {
            System.out.println(call + ": " + bytes + " bytes in " + calls + " calls");
        }
    }

    private static void repeat(Runnable run, int calls) {
        for (int i = 0; i < calls; i++) {
            run.run();
        }
    }
}
