package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.Figures;
import java.util.List;
import java.util.Optional;

/**
 * What the engine aims at, and how to measure whether it is there.
 *
 * @param subject what is compared
 * @param shape of the layer
 * @param workload where it is measured
 * @param rivals beginnings of names; the fastest of them counts
 * @param least how many times the subject's time they should take, at least
 * @param faster whose time is compared: the engine's, or that of the engine with two threads
 */
record Target(String subject, String shape, String workload, List<String> rivals, double least, String faster) {
    Target(String subject, String shape, String workload, List<String> rivals, double least) {
        this(subject, shape, workload, rivals, least, Contenders.ENGINE);
    }

    /** The fastest rival that was measured. */
    Optional<Finding> fastest(Findings findings) {
        return rivals.stream()
                .map(rival -> findings.find(workload, rival))
                .flatMap(Optional::stream)
                .min((a, b) -> Double.compare(a.ratio().median(), b.ratio().median()));
    }

    /** The subject's time over the engine's with one thread. */
    private double own(Findings findings) {
        return findings.find(workload, faster)
                .map(finding -> finding.ratio().median())
                .orElse(Double.NaN);
    }

    /** A row of a table: subject, shape, target, measured, middle half, verdict. */
    List<String> row(Findings findings) {
        String wanted = Figures.significant(least) + "x";
        return fastest(findings)
                .map(rival -> List.of(
                        subject + " (" + rival.contender() + ")",
                        shape,
                        wanted,
                        Figures.significant(rival.ratio().median() / own(findings)) + "x",
                        Figures.significant(rival.ratio().low() / own(findings)) + " to "
                                + Figures.significant(rival.ratio().high() / own(findings)),
                        rival.ratio().median() / own(findings) >= least ? "met" : "short"))
                .orElseGet(() -> List.of(subject, shape, wanted, "-", "-", "not measured"));
    }
}
