package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.Tail;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The processes with some flags of the JVM under one load, beside those with its defaults.
 *
 * @param flags as on a command line
 * @param tails of the processes whose rate was kept up on a quiet machine
 * @param collections of the garbage collector, all processes together
 * @param taken the share of the time in which others had the core, the most of all processes
 * @param verdict whether the flags matter
 */
record FlagSummary(String flags, List<Tail> tails, long collections, double taken, String verdict) {
    /** Medians that are nearer together are taken for the same. */
    private static final double LEAST_FACTOR = 1.2;

    /** Of the findings with these flags, among all of a load. */
    static FlagSummary of(String flags, List<LatencyFinding> ofLoad) {
        List<LatencyFinding> own = with(flags, ofLoad);
        return new FlagSummary(
                flags,
                tails(own),
                own.stream().mapToLong(LatencyFinding::collections).sum(),
                own.stream().mapToDouble(LatencyFinding::taken).max().orElse(Double.NaN),
                flags.equals(Job.DEFAULTS) ? "" : verdict(p999(tails(with(Job.DEFAULTS, ofLoad))), p999(tails(own))));
    }

    private static List<LatencyFinding> with(String flags, List<LatencyFinding> findings) {
        return findings.stream()
                .filter(finding -> finding.flags().equals(flags))
                .toList();
    }

    private static List<Tail> tails(List<LatencyFinding> findings) {
        return findings.stream()
                .filter(finding -> finding.isSustained() && finding.noise() <= Noise.LIMIT)
                .map(LatencyFinding::tail)
                .filter(Objects::nonNull)
                .toList();
    }

    private static double[] p999(List<Tail> tails) {
        return tails.stream().mapToDouble(Tail::p999).sorted().toArray();
    }

    /**
     * Flags are better or worse if every process is, and the medians are apart by a fifth or more.
     *
     * @param defaults ascending
     * @param own ascending
     */
    static String verdict(double[] defaults, double[] own) {
        if (defaults.length < Job.PROCESSES || own.length < Job.PROCESSES) {
            return "too few quiet processes";
        }
        double factor = median(own) / median(defaults);
        if (own[own.length - 1] < defaults[0] && factor <= 1 / LEAST_FACTOR) {
            return "better";
        }
        return own[0] > defaults[defaults.length - 1] && factor >= LEAST_FACTOR ? "worse" : "no difference";
    }

    /** The middle one of some values, the mean of two where their number is even. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
