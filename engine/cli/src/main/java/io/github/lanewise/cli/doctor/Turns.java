package io.github.lanewise.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times calls that take turns, so that what else the machine does disturbs all of them alike. A turn has as many calls as take about
 * a millisecond.
 */
final class Turns {
    private static final long TURN_NANOS = 1_000_000;
    private static final int MOST_TURNS = 301;
    private static final int FEWEST_TURNS = 5;

    private Turns() {}

    /**
     * The times of one call, turn by turn.
     *
     * @param nanos a number for each turn, rising
     */
    record Times(List<Double> nanos) {
        /** Sorts what it is given. */
        Times {
            nanos = nanos.stream().sorted().toList();
        }

        double median() {
            return quantile(0.5);
        }

        /** The quickest turn: what the machine can when nothing else runs. */
        double least() {
            return nanos.getFirst();
        }

        /** Half of the distance between the quartiles, in percent of the median. */
        double spreadPercent() {
            return 50 * (quantile(0.75) - quantile(0.25)) / median();
        }

        private double quantile(double share) {
            return nanos.get((int) Math.round(share * (nanos.size() - 1)));
        }

        Times times(double factor) {
            return new Times(nanos.stream().map(each -> each * factor).toList());
        }
    }

    /**
     * Times calls.
     *
     * @param warmUp how long each is called before, so that it is compiled
     * @param limit how long all turns may take, but for the fewest
     * @param calls which
     * @return their times, in order
     */
    static List<Times> of(Duration warmUp, Duration limit, Runnable... calls) {
        int[] counts = Arrays.stream(calls)
                .mapToInt(call -> callsOfATurn(call, warmUp))
                .toArray();
        List<List<Double>> nanos = new ArrayList<>();
        for (int i = 0; i < calls.length; i++) {
            nanos.add(new ArrayList<>());
        }
        long begin = System.nanoTime();
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            if (turn >= FEWEST_TURNS && System.nanoTime() - begin > limit.toNanos()) {
                break;
            }
            for (int i = 0; i < calls.length; i++) {
                nanos.get(i).add((double) nanos(calls[i], counts[i]) / counts[i]);
            }
        }
        return nanos.stream().map(Times::new).toList();
    }

    private static int callsOfATurn(Runnable call, Duration warmUp) {
        long begin = System.nanoTime();
        int count = 1;
        long nanos = nanos(call, 1);
        while (System.nanoTime() - begin < warmUp.toNanos()) {
            count = (int) Math.clamp(count * TURN_NANOS / Math.max(1, nanos), 1, Math.min(1_000_000, 2L * count));
            nanos = nanos(call, count);
        }
        return count;
    }

    private static long nanos(Runnable call, int count) {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            call.run();
        }
        return System.nanoTime() - begin;
    }
}
