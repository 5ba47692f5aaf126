package io.github.lanewise.cli.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has measured.
 *
 * @param conditions where and with what
 * @param results at least one
 */
public record Report(Conditions conditions, List<Result> results) {
    /** Copies what it is given. */
    public Report {
        results = List.copyOf(results);
    }

    /**
     * The results by the title of their table.
     *
     * @return in the order in which they were measured
     */
    public Map<String, List<Result>> tables() {
        Map<String, List<Result>> tables = new LinkedHashMap<>();
        for (Result result : results) {
            tables.computeIfAbsent(result.workload().table(), title -> new ArrayList<>())
                    .add(result);
        }
        return tables;
    }

    /**
     * Where the sizes of a table's rows are from.
     *
     * @param title of the table
     * @return in one line; empty where nobody has published them
     */
    public static String source(String title) {
        for (PublishedTable table : PublishedTable.values()) {
            if (table.title().equals(title)) {
                return table.source();
            }
        }
        return "";
    }

    /**
     * The noise that was measured before each row.
     *
     * @return as a share, in the median
     */
    public double medianNoise() {
        return Medians.of(results.stream().map(Result::noise).toList());
    }

    private Result noisiest() {
        return results.stream().max(Comparator.comparingDouble(Result::noise)).orElseThrow();
    }

    /**
     * The noise in words.
     *
     * @return how much, and of what
     */
    public String describeNoise() {
        return Figures.percent(medianNoise()) + " in the median, "
                + Figures.percent(noisiest().noise())
                + " at most: how much longer a fixed loop takes on average than in its fastest tenth";
    }

    /**
     * Whether something else ran beside the measurement.
     *
     * @return what speaks against the figures, and what to do; null on a quiet machine
     */
    public @Nullable String warning() {
        Result worst = noisiest();
        if (worst.noise() <= Noise.LIMIT) {
            return null;
        }
        return "too noisy to say: noise was " + Figures.percent(medianNoise()) + " in the median and "
                + Figures.percent(worst.noise()) + " before " + worst.workload().name() + ", expected at most "
                + Figures.percent(Noise.LIMIT)
                + "; something else ran on the machine, so the figures may not repeat; end it, and run again";
    }

    /**
     * What came of warming up.
     *
     * @return one sentence where it is the same for all rows, otherwise one for each row where vector code does not compute
     */
    public List<String> warmUps() {
        List<String> different = results.stream().map(Result::warmUp).distinct().toList();
        if (different.size() == 1) {
            return different;
        }
        return results.stream()
                .filter(result -> !result.warm())
                .map(result -> result.workload().name() + ": " + result.warmUp())
                .toList();
    }
}
