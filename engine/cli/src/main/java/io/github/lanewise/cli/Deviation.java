package io.github.lanewise.cli;

import java.util.Locale;

/** How far numbers are from those that they are compared with: the maximum and the root of the mean square. */
final class Deviation {
    private double max;
    private double squares;
    private long count;

    /** The deviation of two arrays of the same length. */
    static Deviation of(float[] expected, float[] found) {
        Deviation deviation = new Deviation();
        for (int i = 0; i < expected.length; i++) {
            deviation.add(expected[i], found[i]);
        }
        return deviation;
    }

    /** One pair. Where neither or only one is finite: 0 if they are the same, otherwise infinity. */
    void add(float expected, float found) {
        double difference = Math.abs((double) expected - found);
        if (!Double.isFinite(difference)) {
            difference = Float.compare(expected, found) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        max = Math.max(max, difference);
        squares += difference * difference;
        count++;
    }

    /** All pairs of another deviation. */
    void add(Deviation other) {
        max = Math.max(max, other.max);
        squares += other.squares;
        count += other.count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    double max() {
        return max;
    }

    double rms() {
        return count == 0 ? 0 : Math.sqrt(squares / count);
    }

    /** A difference as text. */
    static String text(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
    }
}
