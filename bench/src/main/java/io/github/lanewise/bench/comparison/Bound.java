package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.jmh.FmaLoop;
import io.github.lanewise.bench.jmh.ReadLoop;
import io.github.lanewise.memory.AlignedFloats;

/** What no implementation can beat, timed like a contender. Its output means nothing. */
public final class Bound implements Runner {
    /** Reading the weights. */
    public static final String READ = "read loop";

    /** The fused multiply-adds of the products. */
    public static final String FMA = "fma loop";

    private final Runnable loop;

    private Bound(Runnable loop) {
        this.loop = loop;
    }

    /**
     * Reading as many bytes as the workload's weights take, and nothing else.
     *
     * @param workload any
     * @return a loop that ignores its arrays
     */
    public static Runner read(Workload workload) {
        AlignedFloats floats = AlignedFloats.allocate(workload.weightBytes() / Float.BYTES);
        int[] sink = new int[1];
        return new Bound(() -> sink[0] = ReadLoop.or(floats));
    }

    /** As many fused multiply-adds as the workload's products take, all in registers. */
    static Bound fma(Workload workload) {
        FmaLoop fma = new FmaLoop();
        return new Bound(() -> fma.run(workload.flops()));
    }

    @Override
    public void run(float[] x, float[] y) {
        loop.run();
    }

    @Override
    public void reset() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing but memory.
    }
}
