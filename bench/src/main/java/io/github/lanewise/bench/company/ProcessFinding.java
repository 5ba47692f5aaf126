package io.github.lanewise.bench.company;

import org.jspecify.annotations.Nullable;

/**
 * What one process found out about its row. Travels as a line of text.
 *
 * @param row what it measured
 * @param micros of a call at the peak, the median
 * @param seconds from its first call to the peak
 * @param noise of the machine behind the measurement, see {@link io.github.lanewise.bench.Noise}
 * @param busyMicros how long a fixed loop took that keeps the core busy, see {@link io.github.lanewise.bench.BusyCore}
 * @param wrong what was wrong with its outputs; then nothing was measured. Null if they were right
 */
record ProcessFinding(
        Row row,
        double micros,
        double seconds,
        double noise,
        double busyMicros,
        @Nullable String wrong) {
    private static final String MARK = "process";

    static ProcessFinding wrong(Row row, String message) {
        return new ProcessFinding(row, Double.NaN, Double.NaN, Double.NaN, Double.NaN, message);
    }

    String toLine() {
        String text = wrong;
        return String.join(
                "\t",
                MARK,
                row.workload(),
                row.company(),
                Double.toString(micros),
                Double.toString(seconds),
                Double.toString(noise),
                Double.toString(busyMicros),
                text == null ? "" : text.replaceAll("\\s+", " "));
    }

    /** Null if the line is something else, for instance what third-party code prints. */
    static @Nullable ProcessFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        if (!cells[0].equals(MARK)) {
            return null;
        }
        return new ProcessFinding(
                new Row(cells[1], cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]),
                Double.parseDouble(cells[5]),
                Double.parseDouble(cells[6]),
                cells[7].isEmpty() ? null : cells[7]);
    }
}
