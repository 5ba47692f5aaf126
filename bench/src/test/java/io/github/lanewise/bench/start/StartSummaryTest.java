package io.github.lanewise.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians over processes, and verdicts, of figures that are known. */
class StartSummaryTest {
    static final StartRow AUTO = new StartRow("5x8", "alone", StartRow.AUTO, 2);
    static final StartRow SCALAR = AUTO.with(StartRow.SCALAR);

    /**
     * A process whose step took the same time, in µs, in each range from step 1 on; the worst of a range is twice that and came
     * with its first step.
     */
    static StartFinding process(StartRow row, double output, double peak, double... micros) {
        List<StepRange> ranges = new ArrayList<>();
        long first = 1;
        for (double each : micros) {
            ranges.add(new StepRange(first, each, 2 * each, first, first / 10.0));
            first = StepRange.next(first);
        }
        double total = micros.length > 5 ? 0.9 : Double.NaN;
        return new StartFinding(
                row,
                "Lanewise, " + row.engine(),
                new StartFinding.Times(0.05, output, 0.02, peak, total, 0.5, 0.01),
                ranges,
                "",
                false);
    }

    @Test
    void figuresAreMediansOverTheProcesses() {
        StartSummary summary = StartSummary.of(List.of(
                        process(AUTO, 0.1, 0.7, 1000, 50, 9),
                        process(AUTO, 0.3, 0.8, 3000, 10, 7, 6),
                        process(AUTO, 0.2, 2.5, 2000, 30, 8, 5)))
                .getFirst();
        assertEquals(3, summary.processes());
        StartFinding.Times times = summary.times();
        assertNotNull(times);
        assertEquals(0.2, times.output());
        assertEquals(0.8, times.peak());
        assertEquals(2.5, summary.mostPeak());
        assertTrue(Double.isNaN(times.total()), "one did not get there");
        assertEquals(
                List.of(
                        new StartSummary.Range(1, 2000, 4000),
                        new StartSummary.Range(2, 30, 60),
                        new StartSummary.Range(5, 8, 16)),
                summary.ranges(),
                "as far as all came");
        assertEquals(new StepRange(2, 30, 60, 2, 0.2), summary.worst(), "the first step does not count");
    }

    @Test
    void anInterruptionOfOneProcessChangesNoVerdict() {
        List<StartFinding> findings = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            findings.add(process(AUTO, 0.13, 1, 1000, 50, i == 0 ? 5000 : 20, 10));
            findings.add(process(SCALAR, 0.1, 0.5, 1000, 40, 10, 10));
        }
        StartVerdict verdict = verdict(findings);
        assertEquals(1.3, verdict.output(), 1e-12);
        assertEquals(2, verdict.worst());
        assertEquals(5, verdict.worstRange());
        assertEquals(2, verdict.median());
        assertEquals(5, verdict.medianRange());
        assertEquals("met", verdict.text());
    }

    private static StartVerdict verdict(List<StartFinding> findings) {
        return StartVerdict.of(StartSummary.of(findings)).getFirst();
    }

    @Test
    void verdictsNameWhatIsMissed() {
        StartVerdict verdict =
                verdict(List.of(process(AUTO, 0.14, 1.1, 1, 31, 10), process(SCALAR, 0.1, 0.5, 1, 10, 10, 10)));
        assertEquals("short: first output, worst step, peak", verdict.text());
        assertEquals(2, verdict.worstRange());
        assertEquals(
                "short: worst step",
                verdict(List.of(process(AUTO, 0.1, 1, 1, 10, 31), process(SCALAR, 0.1, 1, 1, 10, 10)))
                        .text());
    }

    @Test
    void theFirstStepAndRangesThatOneDidNotReachAreNotCompared() {
        StartVerdict verdict =
                verdict(List.of(process(AUTO, 0.1, 1, 900, 10, 9, 900), process(SCALAR, 0.1, 1, 1, 10, 10)));
        assertEquals("met", verdict.text());
        assertEquals(1, verdict.worst());
        assertEquals(2, verdict.worstRange());
    }

    @Test
    void oneCoreHasTwoSecondsToThePeak() {
        StartRow auto = new StartRow("5x8", "alone", StartRow.AUTO, 1);
        StartRow scalar = auto.with(StartRow.SCALAR);
        List<StartFinding> findings =
                new ArrayList<>(List.of(process(auto, 0.1, 1.9, 1, 1), process(scalar, 0.1, 1, 1, 1)));
        assertEquals("met", verdict(findings).text());
        findings.set(0, process(auto, 0.1, 2.1, 1, 1));
        assertEquals("short: peak", verdict(findings).text());
    }

    @Test
    void withoutTimesOfBothThereIsNoVerdict() {
        List<StartFinding> findings = List.of(
                process(AUTO, 0.1, 1, 1, 1), StartFinding.problem(SCALAR, "Lanewise, scalar", "other bits", true));
        List<StartSummary> summaries = StartSummary.of(findings);
        assertEquals(List.of(), StartVerdict.of(summaries));
        assertEquals(0, summaries.get(1).processes());
        assertEquals("other bits", summaries.get(1).problems().getFirst().problem());
        assertEquals(List.of(), StartVerdict.of(summaries.subList(0, 1)));
    }
}
