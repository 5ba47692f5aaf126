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
 * @param others beginnings of names; the fastest of them counts
 * @param least how many times the subject's time they should take, at least
 * @param faster whose time is compared: the engine's, or that of the engine with two threads
 */
record Target(String subject, String shape, String workload, List<String> others, double least, String faster) {
    Target(String subject, String shape, String workload, List<String> others, double least) {
        this(subject, shape, workload, others, least, Contenders.ENGINE);
    }

    /** The fastest of the others that was measured. */
    Optional<Finding> fastest(Findings findings) {
        return others.stream()
                .map(other -> findings.find(workload, other))
                .flatMap(Optional::stream)
                .min((a, b) -> Double.compare(a.ratio().median(), b.ratio().median()));
    }

    /** A row of a table: subject, shape, target, measured, middle half, verdict. */
    List<String> row(Findings findings) {
        String wanted = Figures.significant(least) + "x";
        Optional<Finding> other = fastest(findings);
        Optional<Finding> own = findings.find(workload, faster);
        if (other.isEmpty() || own.isEmpty()) {
            boolean wrong = findings.isWrong(workload, faster)
                    || others.stream().anyMatch(name -> findings.isWrong(workload, name));
            return List.of(subject, shape, wanted, "-", "-", wrong ? "wrong answer" : "not measured");
        }
        Spread theirs = other.get().ratio();
        Spread ours = own.get().ratio();
        double measured = theirs.median() / ours.median();
        return List.of(
                subject + " (" + other.get().contender() + ")",
                shape,
                wanted,
                Figures.significant(measured) + "x",
                Figures.significant(theirs.low() / ours.high()) + " to "
                        + Figures.significant(theirs.high() / ours.low()),
                measured >= least ? "met" : "short");
    }
}
