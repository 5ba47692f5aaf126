package io.github.lanewise.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether a machine was fit to measure on.
 *
 * @param processors how many the process may use
 * @param noise what {@link Noise} found, by when or around what it was measured
 */
public record Conditions(int processors, Map<String, Double> noise) {
    /**
     * This machine's.
     *
     * @param noise by when or around what it was measured
     * @return the conditions
     */
    public static Conditions here(Map<String, Double> noise) {
        return new Conditions(Runtime.getRuntime().availableProcessors(), noise);
    }

    /**
     * For a page: the noise, then what speaks against the figures.
     *
     * @return sentences without an end
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!noise.isEmpty()) {
            double[] sorted = noise.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            lines.add("Noise: " + percent(sorted[sorted.length / 2]) + " in the median, "
                    + percent(sorted[sorted.length - 1])
                    + " at most: how much longer a fixed loop takes on average than"
                    + " in its fastest tenth");
        }
        lines.addAll(warnings());
        return lines;
    }

    /**
     * What speaks against the figures.
     *
     * @return sentences without an end; none on a quiet machine with several processors
     */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        double[] beyond = noise.values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(share -> share > Noise.LIMIT)
                .toArray();
        if (beyond.length > 0) {
            double worst = Arrays.stream(beyond).max().orElseThrow();
            String where = noise.entrySet().stream()
                    .filter(entry -> entry.getValue() == worst)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            warnings.add("Too noisy: more than " + percent(Noise.LIMIT) + " in " + beyond.length + " of " + noise.size()
                    + " measurements of the noise, at worst " + percent(worst) + " (" + where
                    + "). Something else ran beside the measurement, and the figures may not repeat");
        }
        if (processors == 1) {
            warnings.add("One processor: compilers and collectors of the JVM, and everything else on the machine, took"
                    + " their time from what was measured, and nothing was measured with two threads");
        }
        return warnings;
    }

    private static String percent(double share) {
        return Figures.significant(100 * share) + " %";
    }
}
