package io.github.lanewise.bench.comparison;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Keeps the calling thread, and those that it starts, on one core: Linux's sched_setaffinity. */
@SuppressWarnings("restricted") // the benchmarks are started with native access allowed
public final class Pinning {
    private static final int CPU_SET_LONGS = 16;

    /** Before any thread is pinned: the JVM counts those that the calling thread may use. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private Pinning() {}

    /**
     * The processors of the process.
     *
     * @return how many there were before this class pinned a thread
     */
    public static int processors() {
        return PROCESSORS;
    }

    /**
     * Pins the calling thread.
     *
     * @param core number of the core
     * @return whether the system did
     */
    public static boolean pin(int core) {
        Optional<MemorySegment> function = Linker.nativeLinker().defaultLookup().find("sched_setaffinity");
        if (function.isEmpty()) {
            return false;
        }
        try {
            // Not a confined arena: once a process has used one, the JDK's check of the owning thread stays in every
            // loop
            // over memory segments, and the engine's matrix product took 1.4 times as long.
            MemorySegment mask = Arena.ofAuto().allocate(JAVA_LONG, CPU_SET_LONGS);
            mask.setAtIndex(JAVA_LONG, core / Long.SIZE, 1L << core);
            return (int) Linker.nativeLinker()
                            .downcallHandle(
                                    function.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS))
                            .invokeExact(0, mask.byteSize(), mask)
                    == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
