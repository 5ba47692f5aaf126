package io.github.lanewise.bench.start;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lanewise's choice of the backend beside the scalar backend, in the same place.
 *
 * @param auto the row of the choice
 * @param output its time to the first output over the scalar backend's
 * @param worst the largest of its worst steps over the scalar backend's worst in the same range, from step 2
 * @param worstRange the first step of that range
 * @param median the same of the medians
 * @param medianRange the first step of that range
 * @param peak seconds to the peak
 */
record StartVerdict(
        StartRow auto, double output, double worst, long worstRange, double median, long medianRange, double peak) {
    static final double OUTPUT_LIMIT = 1.3;
    static final double STEP_LIMIT = 3;
    private static final double PEAK_LIMIT = 1;
    private static final double PEAK_LIMIT_OF_ONE_CORE = 2;

    /** Of all rows of the choice whose scalar row is there; none where one of both has no times. */
    static List<StartVerdict> of(List<StartSummary> summaries) {
        List<StartVerdict> verdicts = new ArrayList<>();
        for (StartSummary auto : summaries) {
            if (auto.row().engine().equals(StartRow.AUTO)) {
                StartRow other = auto.row().with(StartRow.SCALAR);
                summaries.stream()
                        .filter(summary -> summary.row().equals(other))
                        .findFirst()
                        .map(scalar -> of(auto, scalar))
                        .ifPresent(verdicts::add);
            }
        }
        return verdicts;
    }

    private static @Nullable StartVerdict of(StartSummary auto, StartSummary scalar) {
        StartFinding.Times own = auto.times();
        StartFinding.Times other = scalar.times();
        if (own == null || other == null) {
            return null;
        }
        double worst = 0;
        double median = 0;
        long worstRange = 0;
        long medianRange = 0;
        for (int i = 1; i < Math.min(auto.ranges().size(), scalar.ranges().size()); i++) {
            StartSummary.Range mine = auto.ranges().get(i);
            StartSummary.Range theirs = scalar.ranges().get(i);
            if (mine.worst() / theirs.worst() > worst) {
                worst = mine.worst() / theirs.worst();
                worstRange = mine.first();
            }
            if (mine.median() / theirs.median() > median) {
                median = mine.median() / theirs.median();
                medianRange = mine.first();
            }
        }
        return new StartVerdict(
                auto.row(), own.output() / other.output(), worst, worstRange, median, medianRange, own.peak());
    }

    static double peakLimit(int cores) {
        return cores == 1 ? PEAK_LIMIT_OF_ONE_CORE : PEAK_LIMIT;
    }

    /** Whether the targets are met, and if not, which are missed. */
    String text() {
        List<String> missed = new ArrayList<>();
        if (output > OUTPUT_LIMIT) {
            missed.add("first output");
        }
        if (worst > STEP_LIMIT) {
            missed.add("worst step");
        }
        if (peak > peakLimit(auto.cores())) {
            missed.add("peak");
        }
        return missed.isEmpty() ? "met" : "short: " + String.join(", ", missed);
    }
}
