package io.github.lanewise.bench.start;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A process that makes a model at once and takes steps, one after another, from its start until it is told to stop. */
final class StartProcess {
    private static final int CHECKED_STEPS = 200;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int WINDOW_STEPS = 1 << 20;

    /** A window is at the peak if its median is at most this much above that of the last windows. */
    private static final double PEAK = 1.2;

    private final long runNanos;
    private final long begin;
    private final long[] steps = new long[WINDOW_STEPS];
    private final long[] windowEnds;
    private final long[] medians;
    private int windows;
    private long worst;

    private StartProcess(long startedMillis, long runNanos) {
        this.runNanos = runNanos;
        begin = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - startedMillis);
        windowEnds = new long[(int) (runNanos / WINDOW_NANOS) + 2];
        medians = new long[windowEnds.length];
    }

    /**
     * Runs.
     *
     * @param args when the process was started, in milliseconds since 1970; seconds to run; backend; inputs; units
     */
    public static void main(String[] args) {
        StartProcess process =
                new StartProcess(Long.parseLong(args[0]), TimeUnit.SECONDS.toNanos(Long.parseLong(args[1])));
        process.run(Backend.parse(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    }

    private void run(Backend backend, int inputs, int hidden) {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, inputs, hidden).buildRandom(new SplittableRandom(hidden));
        Model model = Model.of(ModelSpec.ofStack(stack, false), backend);
        Session session = model.newSession();
        State state = model.newState();
        float[] x = new float[inputs];
        float[] y = new float[hidden];
        Arrays.fill(x, 0.25f);
        session.step(x, state, y);
        long first = System.nanoTime() - begin;
        int checksum = Arrays.hashCode(y);
        int count = 0;
        long windowEnd = first + WINDOW_NANOS;
        long before = System.nanoTime() - begin;
        for (long done = 1; before < runNanos; done++) {
            x[(int) (done % inputs)] = -y[(int) (done % hidden)];
            session.step(x, state, y);
            if (done < CHECKED_STEPS) {
                checksum = 31 * checksum + Arrays.hashCode(y);
            }
            long now = System.nanoTime() - begin;
            steps[count++] = now - before;
            if (now > windowEnd || count == steps.length) {
                endWindow(count, now);
                count = 0;
                now = System.nanoTime() - begin;
                windowEnd = now + WINDOW_NANOS;
            }
            before = now;
        }
        System.out.println(first + " " + worst + " " + peakAt() + " " + lastMedian() + " " + checksum + " "
                + (model.isWarm() ? "warm" : "scalar"));
    }

    private void endWindow(int count, long now) {
        Arrays.sort(steps, 0, count);
        worst = Math.max(worst, steps[count - 1]);
        if (windows < medians.length) {
            windowEnds[windows] = now;
            medians[windows++] = steps[count / 2];
        }
    }

    private long lastMedian() {
        long[] last = Arrays.copyOfRange(medians, Math.max(0, windows - 20), windows);
        Arrays.sort(last);
        return last[last.length / 2];
    }

    /** The end of the first of three windows in a row that are at the peak. */
    private long peakAt() {
        double most = PEAK * lastMedian();
        for (int i = 0; i + 2 < windows; i++) {
            if (medians[i] <= most && medians[i + 1] <= most && medians[i + 2] <= most) {
                return windowEnds[i];
            }
        }
        return runNanos;
    }
}
