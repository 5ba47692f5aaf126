package io.github.lanewise.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contenders that take turns in short slices, so that what else the machine does meets all of them alike. */
final class Turns {
    /** In ns: long beside a reading of the clock and the first cache misses, short beside what disturbs a machine. */
    private static final long SLICE = 1_000_000;

    /** As many slices of single steps: percentiles need many. */
    private static final int SINGLE_SLICES = 4;

    private static final int MOST_CALLS = 1 << 20;

    /** A contender is warm when for so long, in ns, no call was faster by so much. */
    private static final long SETTLED = 200_000_000;

    private static final double GAIN = 0.9;
    private static final long MOST_WARM_UP = 3_000_000_000L;
    private static final int FEWEST_ROUNDS = 5;

    private final Turn engine;
    private final TimedCalls timed;
    private final long clock;
    private final List<Turn> others = new ArrayList<>();
    private final LatencyHistogram histogram = new LatencyHistogram();
    private final Allocation allocation = new Allocation();
    private long allocated;
    private long counted;

    /** A contender, the calls of its slices, and what a call took in each, in ns. */
    private static final class Turn {
        private final Contender contender;
        private final List<Double> nanosPerCall = new ArrayList<>();
        private int calls = 1;

        Turn(Contender contender) {
            this.contender = contender;
        }

        /** Runs until it gets no faster, as code does that the JVM still compiles, and finds out how many calls a slice has. */
        void warmUp() {
            long begin = System.nanoTime();
            long now = begin;
            long gained = begin;
            double best = Double.POSITIVE_INFINITY;
            while (now - gained < SETTLED && now - begin < MOST_WARM_UP) {
                double nanos = Math.max(1, (double) contender.nanos(calls) / calls);
                // At most twice as many: the first calls say little.
                calls = (int) Math.clamp(SLICE / nanos, 1, Math.min(2.0 * calls, MOST_CALLS));
                now = System.nanoTime();
                if (nanos < GAIN * best) {
                    best = nanos;
                    gained = now;
                }
            }
        }

        void slice() {
            add(contender.nanos(calls));
        }

        void add(long nanos) {
            nanosPerCall.add((double) nanos / calls);
        }
    }

    /**
     * The contenders.
     *
     * @param engine the one whose calls are also timed one by one
     * @param scalar the same calls on scalar code
     * @param read the loop that only reads; null where vector code cannot run
     * @param clock what a reading of the clock takes, in ns
     */
    Turns(TimedCalls engine, Contender scalar, @Nullable Contender read, long clock) {
        this.engine = new Turn(engine);
        this.timed = engine;
        this.clock = clock;
        others.add(new Turn(scalar));
        if (read != null) {
            others.add(new Turn(read));
        }
    }

    /** Runs each contender until its code is compiled. */
    void warmUp() {
        engine.warmUp();
        timed.record(engine.calls, clock, new LatencyHistogram());
        others.forEach(Turn::warmUp);
    }

    /**
     * Lets all of them run until a point in time, and a few rounds at least.
     *
     * @param deadline of {@link System#nanoTime}
     * @param progress is told after each round
     */
    void run(long deadline, Runnable progress) {
        for (int round = 0; round < FEWEST_ROUNDS || System.nanoTime() < deadline; round++) {
            if (round % 2 == 0) {
                engineTurn();
                others.forEach(Turn::slice);
            } else {
                others.forEach(Turn::slice);
                engineTurn();
            }
            progress.run();
        }
    }

    private void engineTurn() {
        long before = allocation.bytes();
        long nanos = timed.nanos(engine.calls);
        allocated += allocation.bytes() - before;
        counted += engine.calls;
        engine.add(nanos);
        timed.record(SINGLE_SLICES * engine.calls, clock, histogram);
    }

    /** What came of it. */
    Times times() {
        List<Double> step = engine.nanosPerCall;
        List<Double> scalar = others.getFirst().nanosPerCall;
        @Nullable List<Double> read = others.size() < 2 ? null : others.getLast().nanosPerCall;
        return new Times(
                Medians.of(step),
                Medians.of(scalar),
                read == null ? null : Medians.of(read),
                Medians.of(ratios(scalar, step)),
                read == null ? null : Medians.of(ratios(step, read)),
                allocation.bytes() < 0 ? null : (double) allocated / counted,
                histogram);
    }

    /** Of the slices of each round: what slows down a round slows down both. */
    private static List<Double> ratios(List<Double> over, List<Double> under) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            ratios.add(over.get(i) / under.get(i));
        }
        return ratios;
    }
}
