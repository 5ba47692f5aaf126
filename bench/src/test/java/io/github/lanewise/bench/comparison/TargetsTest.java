package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The targets as a table, and verdicts at their edges. */
class TargetsTest {
    /** Ratios by shape, from (5, 8) to (1024, 1024); a hyphen where there is no target. */
    @ParameterizedTest
    @CsvSource({
        "step against oneDNN, 25 14 3.5 2 1.3 1.1 1",
        "step against C by hand, 1 1 0.95 0.95 0.95 0.95 0.95",
        "step against reading the weights, - - 0.9 0.9 0.9 0.9 0.9",
        "step against textbook Java, - - 10 10 10 10 10",
        "sequence of 100 against the better native engine, 3 2.5 1.5 1.2 1.1 1.05 1",
        "'batch of 32, 100 steps, against oneDNN', - - - 1 1 1 -",
        "batch of 32 against the fma units' peak, - - - - 0.85 0.85 -",
        "step with two threads against one, - - - 1.4 1.8 1.8 1.8",
        "'two bidirectional layers, 100 steps', - - - - 1.15 - -",
        "'two bidirectional layers with two threads, 100 steps, against one thread of the better native engine',"
                + " - - - - 2 - -",
        "step in bf16 against fp32, - - - 1.5 1.9 1.9 2.5",
        "step in int8 against bf16, - - - 1 1 1 1",
        "step in int8 against fp32, - - - - - - 3.5"
    })
    void ratios(String subject, String ratios) {
        String[] expected = ratios.split(" ", -1);
        for (int i = 0; i < expected.length; i++) {
            int[] sizes = Workloads.SHAPES.get(i);
            String shape = sizes[0] + "x" + sizes[1];
            List<Double> found = Targets.all().stream()
                    .filter(target -> target.subject().equals(subject))
                    .filter(target -> target.shape().equals(shape))
                    .map(Target::least)
                    .toList();
            assertEquals(
                    expected[i].equals("-") ? List.of() : List.of(Double.valueOf(expected[i])),
                    found,
                    subject + " " + shape);
        }
    }

    @Test
    void everyTargetIsAboutAWorkloadThatThereIs() {
        List<Target> targets = Targets.all();
        assertEquals(51, targets.size());
        targets.forEach(target -> assertTrue(Workloads.names().contains(target.workload()), target.workload()));
    }

    /** A target that is reached exactly is met. */
    @ParameterizedTest
    @CsvSource({"0.95, met", "0.9499, short"})
    void verdictsAtTheEdge(double ratio, String verdict) {
        Target target = Targets.all().stream()
                .filter(each -> each.subject().equals("step against C by hand"))
                .filter(each -> each.shape().equals("128x128"))
                .findFirst()
                .orElseThrow();
        Findings findings = findings(finding(Contenders.ENGINE, 1, 7), finding("C by hand", ratio, 7));
        assertEquals(verdict, target.row(findings).getLast());
    }

    /** C by hand's tail is the limit where it is longer than 1.5 times the median. */
    @ParameterizedTest
    @CsvSource({"7, 1.5", "7.5, 1.5", "20, 4"})
    void tailsMayBeAsLongAsThoseOfC(double p999, double most) {
        Findings findings = findings(finding(Contenders.ENGINE, 1, 7), finding("C by hand", 1, p999));
        assertEquals(most, Targets.mostTail(findings, "step-128x128"), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(doubles = {7, 20})
    void withoutCTailsMayBeHalfAsLongAgain(double p999) {
        Findings findings = findings(finding(Contenders.ENGINE, 1, p999));
        assertEquals(1.5, Targets.mostTail(findings, "step-128x128"));
    }

    private static Findings findings(Finding... all) {
        return new Findings(List.of(all), List.of(), List.of(), Map.of());
    }

    private static Finding finding(String contender, double ratio, double p999) {
        Spread spread = new Spread(ratio, ratio, ratio);
        return new Finding(
                "step-128x128", contender, spread, spread, 0, Double.NaN, new Finding.Percentiles(5, 5, 5, p999, p999));
    }
}
