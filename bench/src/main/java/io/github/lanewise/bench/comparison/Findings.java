package io.github.lanewise.bench.comparison;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that was found out.
 *
 * @param all a finding for each workload and contender, in the order of measurement
 * @param absences who was not there, and why
 */
record Findings(List<Finding> all, List<Absence> absences) {
    /** The finding about a contender whose name begins as said: versions are part of the names. */
    Optional<Finding> find(String workload, String contender) {
        return all.stream()
                .filter(finding -> finding.workload().equals(workload))
                .filter(finding -> isNamed(finding, contender))
                .findFirst();
    }

    private static boolean isNamed(Finding finding, String contender) {
        return finding.contender().equals(contender) || finding.contender().startsWith(contender + " ");
    }

    /** The contenders' names, in the order of their first finding. */
    List<String> contenders() {
        return all.stream().map(Finding::contender).distinct().toList();
    }

    boolean has(String workload) {
        return all.stream().anyMatch(finding -> finding.workload().equals(workload));
    }

    /** One line a finding. */
    String toCsv() {
        String header = "workload,contender,time_us,time_us_q1,time_us_q3,times_the_engine,times_the_engine_q1,"
                + "times_the_engine_q3,heap_bytes_a_call,p50_us,p90_us,p99_us,p99.9_us,p99.99_us\n";
        return all.stream().map(Findings::line).collect(Collectors.joining("", header, ""));
    }

    private static String line(Finding finding) {
        Finding.Percentiles p = finding.percentiles();
        String percentiles = p == null
                ? ",,,,"
                : "%.3f,%.3f,%.3f,%.3f,%.3f".formatted(p.p50(), p.p90(), p.p99(), p.p999(), p.p9999());
        return String.format(
                Locale.ROOT,
                "%s,\"%s\",%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.0f,%s%n",
                finding.workload(),
                finding.contender(),
                finding.time().median(),
                finding.time().low(),
                finding.time().high(),
                finding.ratio().median(),
                finding.ratio().low(),
                finding.ratio().high(),
                finding.bytes(),
                percentiles);
    }
}
