package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether flags matter. */
class FlagSummaryTest {
    private static final Load LOAD = Load.OF_FLAGS.getFirst();

    @ParameterizedTest
    @CsvSource({
        "10 11 12, 5 6 9, better",
        "10 11 12, 5 6 10, no difference", // one process is no better
        "10 11 12, 9.3 9.6 9.9, no difference", // by less than a fifth
        "10 11 12, 13 14 15, worse",
        "10 11 12, 12 14 15, no difference",
        "10 11 12, 12.1 12.2 12.3, no difference",
        "10 11, 1 1 1, too few quiet processes",
        "10 11 12, 1 1, too few quiet processes"
    })
    void verdicts(String defaults, String own, String verdict) {
        assertEquals(verdict, FlagSummary.verdict(numbers(defaults), numbers(own)));
    }

    private static double[] numbers(String text) {
        return List.of(text.split(" ", -1)).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void aSummaryIsOfItsFlagsAndOfSustainedRates() {
        List<LatencyFinding> findings = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            findings.add(LatencyPageTest.timed(LOAD, "Lanewise", 10 + i).with("defaults"));
            findings.add(LatencyPageTest.timed(LOAD, "Lanewise", 2 + i).with("-Xmx1g"));
        }
        FlagSummary summary = FlagSummary.of("-Xmx1g", findings);
        assertEquals("better", summary.verdict());
        assertEquals(3, summary.tails().size());
        assertEquals(21, summary.collections());
        assertEquals("", FlagSummary.of("defaults", findings).verdict());
        findings.set(1, LatencyPageTest.unsustained(LOAD, "Lanewise").with("-Xmx1g"));
        assertEquals(
                "too few quiet processes", FlagSummary.of("-Xmx1g", findings).verdict());
    }

    /** What the machine did is no flag's doing. */
    @Test
    void processesOnANoisyMachineAreNotCounted() {
        List<LatencyFinding> findings = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            findings.add(LatencyPageTest.timed(LOAD, "Lanewise", 10 + i).with("defaults"));
            findings.add(LatencyPageTest.timed(LOAD, "Lanewise", 2 + i, i == 0 ? 0.051 : 0.05)
                    .with("-Xmx1g"));
        }
        FlagSummary summary = FlagSummary.of("-Xmx1g", findings);
        assertEquals(2, summary.tails().size());
        assertEquals("too few quiet processes", summary.verdict());
    }

    @Test
    void medianIsTheMiddleOrBetween() {
        assertEquals(3, FlagSummary.median(9, 3, 1));
        assertEquals(2, FlagSummary.median(1, 9, 3, 1));
    }
}
