package io.github.lanewise.bench.company;

import java.util.ArrayList;
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
 * @param wrong what was wrong, a message a process
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
        List<String> wrong) {
    /** The target for the median in company over the median alone. */
    static final double MEDIAN_LIMIT = 1.15;

    /** The target for the slowest process over the median alone. */
    static final double SLOWEST_LIMIT = 1.5;

    /** Of all rows that were measured, in their order; figures are NaN where no process gave right answers. */
    static List<RowSummary> of(List<ProcessFinding> findings) {
        List<RowSummary> summaries = new ArrayList<>();
        for (Row row : findings.stream().map(ProcessFinding::row).distinct().toList()) {
            double[] alone = micros(findings, new Row(row.workload(), Alone.NAME));
            summaries.add(of(row, findings, alone.length == 0 ? Double.NaN : Windows.median(alone)));
        }
        return summaries;
    }

    private static RowSummary of(Row row, List<ProcessFinding> findings, double alone) {
        List<ProcessFinding> own =
                findings.stream().filter(finding -> finding.row().equals(row)).toList();
        List<String> wrong = own.stream()
                .map(ProcessFinding::wrong)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<ProcessFinding> right =
                own.stream().filter(finding -> finding.wrong() == null).toList();
        double[] micros = micros(findings, row);
        if (micros.length == 0) {
            double none = Double.NaN;
            return new RowSummary(row, 0, none, none, none, none, none, none, none, wrong);
        }
        double[] seconds =
                right.stream().mapToDouble(ProcessFinding::seconds).sorted().toArray();
        double median = Windows.median(micros);
        double most = micros[micros.length - 1];
        return new RowSummary(
                row,
                micros.length,
                median,
                micros[0],
                most,
                median / alone,
                most / alone,
                Windows.median(seconds),
                seconds[seconds.length - 1],
                wrong);
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
        boolean medianShort = toAlone > MEDIAN_LIMIT;
        boolean slowestShort = slowestToAlone > SLOWEST_LIMIT;
        if (medianShort && slowestShort) {
            return "short: median and slowest";
        }
        return medianShort ? "short: median" : slowestShort ? "short: slowest" : "met";
    }
}
