package io.github.lanewise.bench.start;

import io.github.lanewise.bench.company.Windows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All processes of a row: medians over those that have times to tell.
 *
 * @param row what was measured
 * @param name of the engine
 * @param processes how many have times
 * @param times their medians; null without any; the total is NaN where one of them did not reach it
 * @param mostPeak of the seconds to the peak
 * @param worst the step behind the first one that took longest, of the process for which that is the median
 * @param ranges of steps that all of these processes completed
 * @param problems different ones, each once
 */
record StartSummary(
        StartRow row,
        String name,
        int processes,
        StartFinding.@Nullable Times times,
        double mostPeak,
        @Nullable StepRange worst,
        List<Range> ranges,
        List<StartFinding> problems) {
    /**
     * A range of steps.
     *
     * @param first number of its first step
     * @param median of the processes' medians, µs
     * @param worst the median of the processes' worst, µs
     */
    record Range(long first, double median, double worst) {}

    /** Of all rows that were measured, in their order. */
    static List<StartSummary> of(List<StartFinding> findings) {
        List<StartSummary> summaries = new ArrayList<>();
        for (StartRow row : findings.stream().map(StartFinding::row).distinct().toList()) {
            summaries.add(of(
                    row,
                    findings.stream()
                            .filter(finding -> finding.row().equals(row))
                            .toList()));
        }
        return summaries;
    }

    private static StartSummary of(StartRow row, List<StartFinding> own) {
        List<StartFinding> timed =
                own.stream().filter(finding -> finding.times() != null).toList();
        List<StartFinding> problems = own.stream()
                .filter(finding -> finding.times() == null)
                .distinct()
                .toList();
        String name = own.getFirst().name();
        List<StartFinding.Times> times = new ArrayList<>();
        for (StartFinding finding : timed) {
            StartFinding.Times found = finding.times();
            if (found != null) {
                times.add(found);
            }
        }
        if (times.isEmpty()) {
            return new StartSummary(row, name, 0, null, Double.NaN, null, List.of(), problems);
        }
        return new StartSummary(
                row,
                name,
                times.size(),
                medians(times),
                times.stream().mapToDouble(StartFinding.Times::peak).max().orElseThrow(),
                worst(timed),
                ranges(timed),
                problems);
    }

    private static StartFinding.Times medians(List<StartFinding.Times> times) {
        return new StartFinding.Times(
                median(times, StartFinding.Times::main),
                median(times, StartFinding.Times::output),
                median(times, StartFinding.Times::prepare),
                median(times, StartFinding.Times::peak),
                median(times, StartFinding.Times::total),
                median(times, StartFinding.Times::peakMicros),
                median(times, StartFinding.Times::noise));
    }

    /** NaN if one of the values is. */
    private static <T> double median(List<T> all, ToDoubleFunction<T> value) {
        double[] values = all.stream().mapToDouble(value).toArray();
        for (double each : values) {
            if (Double.isNaN(each)) {
                return Double.NaN;
            }
        }
        return Windows.median(values);
    }

    private static @Nullable StepRange worst(List<StartFinding> timed) {
        List<StepRange> worst = new ArrayList<>();
        for (StartFinding finding : timed) {
            finding.ranges().stream()
                    .filter(range -> range.first() > 1)
                    .max(Comparator.comparingDouble(StepRange::worst))
                    .ifPresent(worst::add);
        }
        worst.sort(Comparator.comparingDouble(StepRange::worst));
        return worst.isEmpty() ? null : worst.get((worst.size() - 1) / 2);
    }

    private static List<Range> ranges(List<StartFinding> timed) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; ; i++) {
            int index = i;
            List<StepRange> same = timed.stream()
                    .filter(finding -> index < finding.ranges().size())
                    .map(finding -> finding.ranges().get(index))
                    .toList();
            if (same.size() < timed.size()) {
                return ranges;
            }
            ranges.add(new Range(
                    same.getFirst().first(), median(same, StepRange::median), median(same, StepRange::worst)));
        }
    }

    /** The range that begins with a step, if all processes completed it. */
    Optional<Range> range(long first) {
        return ranges.stream().filter(range -> range.first == first).findFirst();
    }
}
