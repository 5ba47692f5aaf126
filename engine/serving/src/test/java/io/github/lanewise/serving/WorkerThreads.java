package io.github.lanewise.serving;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the workers of the one executor that runs have allocated. */
final class WorkerThreads {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private WorkerThreads() {}

    static long allocatedBytes() {
        long bytes = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("lanewise-worker-")) {
                bytes += THREADS.getThreadAllocatedBytes(thread.threadId());
            }
        }
        return bytes;
    }
}
