package io.github.lanewise.bench.comparison;

import org.jspecify.annotations.Nullable;

/**
 * What was found out about one contender at one workload. Travels from the process that measured as a line of text.
 *
 * @param workload its name
 * @param contender its name
 * @param time of a call, microseconds
 * @param ratio its time over the engine's in the same round
 * @param bytes allocated on the Java heap by a call
 * @param error the largest difference of an output from the textbook's in double precision with weights in float32, absolute;
 *     NaN where not measured
 * @param percentiles of single calls, microseconds: p50, p90, p99, p99.9, p99.99; null where not measured
 */
public record Finding(
        String workload,
        String contender,
        Spread time,
        Spread ratio,
        double bytes,
        double error,
        @Nullable Percentiles percentiles) {
    private static final String MARK = "finding";

    /**
     * Percentiles of single calls in microseconds, one reading of the clock included.
     *
     * @param p50 half of the calls took no longer
     * @param p90 nine of ten
     * @param p99 99 of a hundred
     * @param p999 999 of a thousand
     * @param p9999 9999 of ten thousand
     */
    public record Percentiles(double p50, double p90, double p99, double p999, double p9999) {
        /** How many times the median the 99.9th percentile takes. */
        double tail() {
            return p999 / p50;
        }
    }

    /** The same with the error known. */
    Finding withError(double known) {
        return new Finding(workload, contender, time, ratio, bytes, known, percentiles);
    }

    String toLine() {
        String line = String.join(
                "\t",
                MARK,
                workload,
                contender,
                toText(time),
                toText(ratio),
                Double.toString(bytes),
                Double.toString(error));
        Percentiles p = percentiles;
        return p == null ? line : line + "\t" + p.p50 + "\t" + p.p90 + "\t" + p.p99 + "\t" + p.p999 + "\t" + p.p9999;
    }

    private static String toText(Spread spread) {
        return spread.low() + "\t" + spread.median() + "\t" + spread.high();
    }

    /** Null if the line is something else, for instance what an engine's native code prints. */
    static @Nullable Finding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        if (!cells[0].equals(MARK)) {
            return null;
        }
        double[] numbers = new double[cells.length - 3];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.parseDouble(cells[i + 3]);
        }
        Percentiles percentiles = numbers.length < 13
                ? null
                : new Percentiles(numbers[8], numbers[9], numbers[10], numbers[11], numbers[12]);
        return new Finding(
                cells[1],
                cells[2],
                new Spread(numbers[0], numbers[1], numbers[2]),
                new Spread(numbers[3], numbers[4], numbers[5]),
                numbers[6],
                numbers[7],
                percentiles);
    }
}
