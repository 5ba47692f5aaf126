package io.github.lanewise.bench.start;

import io.github.lanewise.bench.report.ReportOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run was asked for.
 *
 * @param processes for each row
 * @param report the options that all reports have
 */
record StartOptions(int processes, ReportOptions report) {
    static final String USAGE = ReportOptions.USAGE + """

              --processes N       how many processes a row; 5 unless said, 2 with --quick""";

    private static final int PROCESSES = 5;
    private static final int QUICK_PROCESSES = 2;
    private static final String OPTION = "--processes";

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException telling what was expected and what was found
     */
    static StartOptions parse(String... args) {
        List<String> others = new ArrayList<>(List.of(args));
        int at = others.indexOf(OPTION);
        String found = null;
        if (at >= 0) {
            others.remove(at);
            found = at < others.size() ? others.remove(at) : "none";
            if (!found.matches("[1-9]\\d{0,3}")) {
                throw new IllegalArgumentException(OPTION + ": expected a number from 1 to 9999, found " + found);
            }
        }
        ReportOptions report = ReportOptions.parse(others.toArray(String[]::new));
        if (found != null) {
            return new StartOptions(Integer.parseInt(found), report);
        }
        return new StartOptions(report.quick() ? QUICK_PROCESSES : PROCESSES, report);
    }
}
