package io.github.lanewise.bench.start;

import java.util.ArrayList;
import java.util.List;

/**
 * What a process's steps took within a range of their numbers: 1, 2 to 4, 5 to 9, 10 to 19, 20 to 49 and so on.
 *
 * @param first number of its first step, from 1
 * @param median µs, of its first steps, {@value StepTimes#SAMPLES} at most
 * @param worst µs
 * @param worstStep the number of the step that took longest
 * @param worstSecond when that step ended, in seconds since the process's time began
 */
record StepRange(long first, double median, double worst, long worstStep, double worstSecond) {
    private static final int CELLS = 5;

    /** The first number of the range behind one that begins with 1, 2 or 5 times a power of ten. */
    static long next(long first) {
        long power = 1;
        while (10 * power <= first) {
            power *= 10;
        }
        return first == power ? 2 * power : first == 2 * power ? 5 * power : 10 * power;
    }

    /** For instance {@code 50 to 99}. */
    static String name(long first) {
        long last = next(first) - 1;
        return first == last ? Long.toString(first) : first + " to " + last;
    }

    List<String> cells() {
        return List.of(
                Long.toString(first),
                Double.toString(median),
                Double.toString(worst),
                Long.toString(worstStep),
                Double.toString(worstSecond));
    }

    /** Reads what {@link #cells} wrote, range behind range. */
    static List<StepRange> ofCells(List<String> cells) {
        List<StepRange> ranges = new ArrayList<>();
        for (int i = 0; i + CELLS <= cells.size(); i += CELLS) {
            ranges.add(new StepRange(
                    Long.parseLong(cells.get(i)),
                    Double.parseDouble(cells.get(i + 1)),
                    Double.parseDouble(cells.get(i + 2)),
                    Long.parseLong(cells.get(i + 3)),
                    Double.parseDouble(cells.get(i + 4))));
        }
        return ranges;
    }
}
