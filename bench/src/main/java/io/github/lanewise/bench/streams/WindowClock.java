package io.github.lanewise.bench.streams;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.SlidingWindow;
import io.github.lanewise.State;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.comparison.Bound;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.jmh.WindowAgreement;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.bench.jmh.WindowRows;
import io.github.lanewise.spec.Precision;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.HdrHistogram.Histogram;

/**
 * Times the answers of a window that slides. Each row is answered, and then the window advances; the two are timed apart. Answers
 * are compared before anything is timed, and once more by the code that was timed.
 */
final class WindowClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** So that no two whole windows in a row are the same. */
    private static final int WINDOWS = 16;

    private static final int LEAST_WHOLE = 5;

    /** Between two readings of the thread's clock, which is a call of the system. */
    private static final int ROWS = 16;

    private final WindowModel model;
    private final Precision precision;
    private final Model engine;
    private final WindowRows rows;
    private final SlidingWindow window;
    private final Session session;
    private final State state;
    private final float[] answer = new float[1];
    private long row;

    private WindowClock(WindowModel model, Precision precision) {
        this.model = model;
        this.precision = precision;
        engine = Model.builder(model.spec()).precision(precision).build();
        engine.warmUp();
        rows = new WindowRows(model.steps() + WINDOWS, model.features());
        window = engine.newWindow(model.steps());
        session = engine.newSession();
        state = engine.newState();
    }

    /**
     * Measures.
     *
     * @param precision of the weights
     * @param least how many answers at least
     * @param seconds for how long at least; as long again for windows computed whole, and each is warmed up for half of it
     */
    static WindowFinding measure(WindowModel model, Precision precision, int least, double seconds) {
        WindowClock clock = new WindowClock(model, precision);
        try {
            WindowAgreement.require(clock.name(), clock.engine, model.steps(), clock::answerAndAdvance);
            double noise = Noise.measure();
            WindowFinding.Times times = clock.times(least, seconds);
            clock.requireLastAnswer();
            return new WindowFinding(model, precision, times, Math.max(noise, Noise.measure()), "");
        } catch (DisagreementException e) {
            return new WindowFinding(model, precision, null, 0, String.valueOf(e.getMessage()));
        } finally {
            clock.engine.close();
        }
    }

    private String name() {
        return Jobs.ofWindow(model, precision);
    }

    private int answerAndAdvance(float[] x, int at, float[] y) {
        int seen = window.answer(x, at, y, 0);
        window.advance();
        return seen;
    }

    private WindowFinding.Times times(int least, double seconds) {
        slide(ROWS, seconds / 2, Tail.histogram(), Tail.histogram());
        Histogram answers = Tail.histogram();
        Histogram advances = Tail.histogram();
        slide(least, seconds, answers, advances);
        whole(LEAST_WHOLE, seconds / 2);
        Histogram wholes = whole(LEAST_WHOLE, seconds);
        read(seconds / 2);
        Histogram reads = read(seconds / 2);
        return new WindowFinding.Times(
                Tail.of(answers),
                answers.getMean() / 1e3,
                advances.getMean() / 1e3,
                wholes.getValueAtPercentile(50) / 1e3,
                reads.getValueAtPercentile(50) / 1e3,
                answers.getTotalCount());
    }

    private void slide(int least, double seconds, Histogram answers, Histogram advances) {
        long end = endAfter(seconds);
        long first = row;
        while (row - first < least || THREADS.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < ROWS; i++) {
                int at = rows.at(row++);
                long start = System.nanoTime();
                window.answer(rows.values(), at, answer, 0);
                long answered = System.nanoTime();
                window.advance();
                long advanced = System.nanoTime();
                answers.recordValue(answered - start);
                advances.recordValue(advanced - answered);
            }
        }
    }

    private Histogram whole(int least, double seconds) {
        Histogram nanos = Tail.histogram();
        long end = endAfter(seconds);
        for (int i = 0; i < least || THREADS.getCurrentThreadCpuTime() < end; i++) {
            long start = System.nanoTime();
            state.reset();
            session.run(rows.values(), rows.at(i % WINDOWS), model.steps(), state, new float[1], 0);
            nanos.recordValue(System.nanoTime() - start);
        }
        return nanos;
    }

    /** Reading as many bytes as the layers' weights. */
    private Histogram read(double seconds) {
        Runner read = Bound.read(Jobs.workload(Jobs.ofWhole(model)).withPrecision(precision));
        Histogram nanos = Tail.histogram();
        long end = endAfter(seconds);
        while (THREADS.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < ROWS; i++) {
                long start = System.nanoTime();
                read.run(answer, answer);
                nanos.recordValue(System.nanoTime() - start);
            }
        }
        return nanos;
    }

    /** Processor time: where others take the core, time by the clock would end too early. */
    private static long endAfter(double seconds) {
        return THREADS.getCurrentThreadCpuTime() + (long) (seconds * 1e9);
    }

    /** Goes on to a window whose rows lie one behind the other. */
    private void requireLastAnswer() {
        do {
            answerAndAdvance(rows.values(), rows.at(row++), answer);
        } while (rows.at(row - 1) != rows.at(model.steps() - 1));
        WindowAgreement.requireWhole(name() + ", row " + row, engine, rows, row - model.steps(), model.steps(), answer);
    }
}
