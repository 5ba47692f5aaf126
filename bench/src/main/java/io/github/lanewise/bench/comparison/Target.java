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
 * @param least how many times the engine's time they should take, at least
 */
record Target(String subject, String shape, String workload, List<String> rivals, double least) {
    /** The fastest rival that was measured. */
    Optional<Finding> fastest(Findings findings) {
        return rivals.stream()
                .map(rival -> findings.find(workload, rival))
                .flatMap(Optional::stream)
                .min((a, b) -> Double.compare(a.ratio().median(), b.ratio().median()));
    }

    /** A row of a table: subject, shape, target, measured, middle half, verdict. */
    List<String> row(Findings findings) {
        String wanted = Figures.significant(least) + "x";
        return fastest(findings)
                .map(rival -> List.of(
                        subject + " (" + rival.contender() + ")",
                        shape,
                        wanted,
                        Figures.significant(rival.ratio().median()) + "x",
                        Figures.significant(rival.ratio().low()) + " to "
                                + Figures.significant(rival.ratio().high()),
                        rival.ratio().median() >= least ? "met" : "short"))
                .orElseGet(() -> List.of(subject, shape, wanted, "-", "-", "not measured"));
    }
}
