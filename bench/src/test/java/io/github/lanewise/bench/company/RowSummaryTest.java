package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSummaryTest {
    private static final Row ALONE = new Row("step-5x8", "alone");
    private static final Row COMPANY = new Row("step-5x8", "heap-segments");

    static List<ProcessFinding> processes(Row row, double... micros) {
        List<ProcessFinding> findings = new ArrayList<>();
        for (double time : micros) {
            findings.add(new ProcessFinding(row, time, 10 * time, 0.01, 100, null));
        }
        return findings;
    }

    private static List<ProcessFinding> both(double... micros) {
        List<ProcessFinding> all = new ArrayList<>(processes(ALONE, 0.9, 1, 1.1));
        all.addAll(processes(COMPANY, micros));
        return all;
    }

    @Test
    void figuresOfARow() {
        RowSummary row = RowSummary.of(both(1.4, 1.2, 3, 1.1)).get(1);
        assertEquals(COMPANY, row.row());
        assertEquals(4, row.processes());
        assertEquals(1.3, row.median(), 1e-12);
        assertEquals(1.1, row.least());
        assertEquals(3, row.most());
        assertEquals(1.3, row.toAlone(), 1e-12);
        assertEquals(3, row.slowestToAlone());
        assertEquals(13, row.seconds(), 1e-12);
        assertEquals(30, row.mostSeconds());
    }

    /** The two limits, each alone and both. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 1.15, 1.5, met",
        "1.0, 1.16, 1.5, short: median",
        "1.0, 1.15, 1.51, short: slowest",
        "1.0, 1.16, 1.51, short: median and slowest"
    })
    void verdicts(double first, double median, double slowest, String verdict) {
        assertEquals(verdict, RowSummary.of(both(first, median, slowest)).get(1).verdict());
    }

    @Test
    void aRowAloneIsJudgedByItsSlowestProcess() {
        assertEquals(
                "met", RowSummary.of(processes(ALONE, 1, 1, 1.4)).getFirst().verdict());
        assertEquals(
                "short: slowest",
                RowSummary.of(processes(ALONE, 1, 1, 1.6)).getFirst().verdict());
    }

    @Test
    void aWrongAnswerHasNoTimesAndIsTheVerdict() {
        List<ProcessFinding> all = both(1, 1);
        all.add(ProcessFinding.wrong(COMPANY, "call 3: expected 1, found 2"));
        RowSummary row = RowSummary.of(all).get(1);
        assertEquals("wrong answer", row.verdict());
        assertEquals(2, row.processes());
        assertEquals(List.of("call 3: expected 1, found 2"), row.wrong());
        RowSummary none =
                RowSummary.of(List.of(ProcessFinding.wrong(COMPANY, "wrong"))).getFirst();
        assertEquals(Double.NaN, none.median());
        assertEquals("wrong answer", none.verdict());
    }

    /** Two processes whose core others shared are seen in the first figures only. */
    @Test
    void processesWithoutACoreOfTheirOwnAreNotJudged() {
        List<ProcessFinding> all = both(1, 1.1);
        all.add(new ProcessFinding(COMPANY, 1.8, 1, 0.01, 150, null));
        all.add(new ProcessFinding(COMPANY, 1.9, 1, 0.01, 160, null));
        RowSummary row = RowSummary.of(all).get(1);
        assertEquals(4, row.processes());
        assertEquals(1.9, row.slowestToAlone(), 1e-12);
        assertEquals(2, row.free());
        assertEquals(1.05, row.freeToAlone(), 1e-12);
        assertEquals(1.1, row.freeSlowestToAlone(), 1e-12);
        assertEquals("met", row.verdict());
        List<ProcessFinding> none = both();
        none.add(new ProcessFinding(COMPANY, 1.8, 1, 0.01, 150, null));
        assertEquals("no core of its own", RowSummary.of(none).get(1).verdict());
    }

    @Test
    void nothingIsComparedWithNothing() {
        assertEquals(
                "not measured alone",
                RowSummary.of(processes(COMPANY, 1)).getFirst().verdict());
    }

    @Test
    void findingsTravelAsLines() {
        for (ProcessFinding finding :
                List.of(processes(COMPANY, 1.25).getFirst(), ProcessFinding.wrong(COMPANY, "call 3: found 2"))) {
            assertEquals(finding, ProcessFinding.ofLine(finding.toLine()));
        }
        assertNull(ProcessFinding.ofLine("somebody else's line"));
    }
}
