package io.github.lanewise.bench.streams;

import com.sun.management.ThreadMXBean;
import io.github.lanewise.Model;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.StateMemory;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Workload;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the steps of very many streams, second by second. Some streams' outputs are compared with those of the same streams alone, before
 * anything is timed and once more afterwards.
 */
final class StatesClock {
    /** Streams. */
    static final int COUNT = 100_000;

    /** Units of the one layer, and features of a row. */
    static final int UNITS = 64;

    private static final int ROUNDS_COMPARED = 5;
    private static final int WARM_UP_SECONDS = 3;
    private static final int COMPARED = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Model model;
    private final ManyStates streams;
    private final int count;

    private StatesClock(Model model, int count) {
        this.model = model;
        this.count = count;
        streams = new ManyStates(model, count);
    }

    /** Lines of {@link MemoryFinding} and {@link RatesFinding}. */
    static List<String> measure(int count, int seconds) {
        Model model = Model.of(Workload.step(UNITS, UNITS).model());
        model.warmUp();
        double floats = 2.0 * UNITS * Float.BYTES;
        double state = StateMemory.bytesEach(model, count);
        List<String> lines = new ArrayList<>();
        lines.add(new MemoryFinding(Jobs.STATES, Contenders.ENGINE, What.FLOATS, count, floats).toLine());
        lines.add(new MemoryFinding(Jobs.STATES, Contenders.ENGINE, What.STATE, count, state).toLine());
        lines.add(rates(new StatesClock(model, count), seconds).toLine());
        model.close();
        return lines;
    }

    private static RatesFinding rates(StatesClock clock, int seconds) {
        try {
            for (int round = 0; round < ROUNDS_COMPARED; round++) {
                clock.requireRound();
            }
            clock.time(WARM_UP_SECONDS, new ArrayList<>(), new ArrayList<>());
            double noise = Noise.measure();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            List<Double> byTheClock = new ArrayList<>();
            List<Double> ofTheCore = new ArrayList<>();
            long steps = clock.time(seconds, byTheClock, ofTheCore);
            double bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) steps;
            noise = Math.max(noise, Noise.measure());
            clock.streams.finishRound();
            clock.requireRound();
            return new RatesFinding(byTheClock, ofTheCore, bytes, noise, "");
        } catch (DisagreementException e) {
            return RatesFinding.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Returns all steps. */
    private long time(int seconds, List<Double> byTheClock, List<Double> ofTheCore) {
        long all = 0;
        for (int second = 0; second < seconds; second++) {
            long steps = 0;
            long core = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            long now = start;
            while (now - start < SECOND) {
                steps += streams.step();
                now = System.nanoTime();
            }
            byTheClock.add(steps * (double) SECOND / (now - start));
            ofTheCore.add(steps * (double) SECOND / (THREADS.getCurrentThreadCpuTime() - core));
            all += steps;
        }
        return all;
    }

    private void requireRound() {
        int[] compared = new int[COMPARED];
        for (int i = 0; i < COMPARED; i++) {
            compared[i] = (int) ((long) i * (count - 1) / (COMPARED - 1));
        }
        float[][] found = streams.round(compared);
        for (int i = 0; i < COMPARED; i++) {
            Agreement.requireSameBits(
                    Jobs.STATES + ", stream " + compared[i] + ", step " + streams.round(),
                    streams.alone(compared[i], model.newState()),
                    found[i]);
        }
    }
}
