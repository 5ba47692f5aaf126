package io.github.lanewise.bench;

/**
 * How fast the core is while it is kept busy. A core may have two hardware threads, of which the other may belong to another
 * virtual machine. Code that waits for its own results hardly notices, so {@link Noise} does not either. Code that keeps the
 * core's units busy takes up to twice as long, for 50 ms or for minutes: on an Intel Xeon (family 6 model 207) this loop and steps
 * of an LSTM of 8 units slow down and recover together, 1.0 to 1.8 and 1.0 to 1.6 times their least, while the loop that measures
 * the noise stays within 1.09.
 */
public final class BusyCore {
    private static final int TURNS = 50_000;
    private static final int SAMPLES = 10;
    private static final int WARM_UP = 300;

    private long state = 88_172_645_463_325_252L;

    /** A loop that the JVM has compiled. */
    public BusyCore() {
        for (int i = 0; i < WARM_UP; i++) {
            state = turn(state);
        }
    }

    /**
     * Keeps the core busy for some 2 ms.
     *
     * @return the mean time of the loop, µs
     */
    public double micros() {
        long begin = System.nanoTime();
        for (int i = 0; i < SAMPLES; i++) {
            state = turn(state);
        }
        return (System.nanoTime() - begin) / (1e3 * SAMPLES);
    }

    /** Six of Marsaglia's xorshifts side by side: more than one waits for, as many as the core's units can take. */
    private static long turn(long start) {
        long a = start;
        long b = start + 1;
        long c = start + 2;
        long d = start + 3;
        long e = start + 4;
        long f = start + 5;
        for (int i = 0; i < TURNS; i++) {
            a ^= a << 13;
            b ^= b << 13;
            c ^= c << 13;
            d ^= d << 13;
            e ^= e << 13;
            f ^= f << 13;
            a ^= a >>> 7;
            b ^= b >>> 7;
            c ^= c >>> 7;
            d ^= d >>> 7;
            e ^= e >>> 7;
            f ^= f >>> 7;
            a ^= a << 17;
            b ^= b << 17;
            c ^= c << 17;
            d ^= d << 17;
            e ^= e << 17;
            f ^= f << 17;
        }
        return (a ^ b ^ c ^ d ^ e ^ f) | 1;
    }
}
