package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.jmh.FmaLoop;
import io.github.lanewise.bench.jmh.ReadLoop;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Precision;

/** What no implementation can beat, timed like a contender. Its output means nothing. */
public final class Bound implements Runner {
    /** Reading the weights. */
    public static final String READ = "read loop";

    /** The fused multiply-adds of the products. */
    public static final String FMA = "fma loop";

    /** Bytes of the widest vector. */
    private static final int VECTOR = 64;

    private final Runnable loop;

    private Bound(Runnable loop) {
        this.loop = loop;
    }

    /**
     * Reading as many bytes as the workload's weights take, in whole vectors, and nothing else.
     *
     * @param workload any
     * @return a loop that ignores its arrays
     */
    public static Runner read(Workload workload) {
        long vectors = Math.ceilDiv(workload.weightBytes(), VECTOR);
        AlignedFloats floats = AlignedFloats.allocate(vectors * VECTOR / Float.BYTES);
        int[] sink = new int[1];
        return new Bound(() -> sink[0] = ReadLoop.or(floats));
    }

    /** The name of reading as many bytes as the weights take in a precision. */
    static String read(Precision precision) {
        return precision == Precision.FP32 ? READ : READ + ", " + precision.text();
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
