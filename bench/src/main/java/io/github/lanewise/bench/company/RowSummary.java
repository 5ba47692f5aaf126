package io.github.lanewise.bench.company;

import java.util.List;
import java.util.Objects;

/**
 * All processes of a row, beside those of the same workload without company.
 *
 * @param row what was measured
 * @param processes how many gave right answers
 * @param median of the processes' medians, µs
 * @param least of them
 * @param most of them
 * @param toAlone the median over the median alone
 * @param slowestToAlone the slowest process over the median alone
 * @param seconds to the peak, the median over the processes
 * @param mostSeconds to the peak
 * @param free how many processes had their core for themselves
 * @param freeToAlone the median of those over the median of those alone
 * @param freeSlowestToAlone the slowest of those over that median
 * @param wrong what was wrong, a message per process
 */
record RowSummary(
        Row row,
        int processes,
        double median,
        double least,
        double most,
        double toAlone,
        double slowestToAlone,
        double seconds,
        double mostSeconds,
        int free,
        double freeToAlone,
        double freeSlowestToAlone,
        List<String> wrong) {
    /** The target for the median in company over the median alone. */
    static final double MEDIAN_LIMIT = 1.15;

    /** The target for the slowest process over the median alone. */
    static final double SLOWEST_LIMIT = 1.5;

    /** A process had its core for itself if the loop that keeps it busy took no more than so many times its least. */
    static final double FREE_LIMIT = 1.15;

    /** Of all rows that were measured, in their order; figures are NaN where no process gave right answers. */
    static List<RowSummary> of(List<ProcessFinding> findings) {
        double least = findings.stream()
                .mapToDouble(ProcessFinding::busyMicros)
                .filter(busy -> !Double.isNaN(busy))
                .min()
                .orElse(Double.NaN);
        List<ProcessFinding> free = findings.stream()
                .filter(finding -> finding.busyMicros() <= FREE_LIMIT * least)
                .toList();
        return findings.stream()
                .map(ProcessFinding::row)
                .distinct()
                .map(row -> of(row, findings, free))
                .toList();
    }

    private static RowSummary of(Row row, List<ProcessFinding> findings, List<ProcessFinding> free) {
        List<ProcessFinding> own =
                findings.stream().filter(finding -> finding.row().equals(row)).toList();
        List<String> wrong = own.stream()
                .map(ProcessFinding::wrong)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        double[] micros = micros(findings, row);
        double[] freeMicros = micros(free, row);
        double[] seconds = own.stream()
                .filter(finding -> finding.wrong() == null)
                .mapToDouble(ProcessFinding::seconds)
                .sorted()
                .toArray();
        Row alone = new Row(row.workload(), Alone.NAME);
        double medianAlone = median(micros(findings, alone));
        double freeAlone = median(micros(free, alone));
        return new RowSummary(
                row,
                micros.length,
                median(micros),
                micros.length == 0 ? Double.NaN : micros[0],
                last(micros),
                median(micros) / medianAlone,
                last(micros) / medianAlone,
                median(seconds),
                last(seconds),
                freeMicros.length,
                median(freeMicros) / freeAlone,
                last(freeMicros) / freeAlone,
                wrong);
    }

    private static double median(double... sorted) {
        return sorted.length == 0 ? Double.NaN : Windows.median(sorted);
    }

    private static double last(double... sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
    }

    /** Ascending, of the row's processes that gave right answers. */
    private static double[] micros(List<ProcessFinding> findings, Row row) {
        return findings.stream()
                .filter(finding -> finding.row().equals(row) && finding.wrong() == null)
                .mapToDouble(ProcessFinding::micros)
                .sorted()
                .toArray();
    }

    /** Whether the targets are met, and if not, which is missed. */
    String verdict() {
        if (!wrong.isEmpty()) {
            return "wrong answer";
        }
        if (Double.isNaN(toAlone)) {
            return "not measured alone";
        }
        if (Double.isNaN(freeToAlone)) {
            return "no core of its own";
        }
        boolean medianShort = freeToAlone > MEDIAN_LIMIT;
        boolean slowestShort = freeSlowestToAlone > SLOWEST_LIMIT;
        if (medianShort && slowestShort) {
            return "short: median and slowest";
        }
        return medianShort ? "short: median" : slowestShort ? "short: slowest" : "met";
    }
}
