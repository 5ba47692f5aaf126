package io.github.lanewise.cli.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What the calling thread has allocated on the heap, as far as this JVM counts it. */
final class Allocation {
    private final @Nullable ThreadMXBean threads;

    Allocation() {
        ThreadMXBean bean = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        threads = bean != null && bean.isThreadAllocatedMemorySupported() && bean.isThreadAllocatedMemoryEnabled()
                ? bean
                : null;
    }

    /** Bytes since the thread began; -1 where nobody counts. */
    long bytes() {
        return threads == null ? -1 : threads.getCurrentThreadAllocatedBytes();
    }
}
