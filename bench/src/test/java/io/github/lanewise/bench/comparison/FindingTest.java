package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a process prints is what its parent reads. */
class FindingTest {
    @Test
    void aFindingSurvivesTheJourney() {
        Finding plain = new Finding("step-5x8", "oneDNN 3.8.1", spread(1), spread(2), 456, Double.NaN, null);
        assertEquals(plain, Finding.ofLine(plain.toLine()));
        Finding known = plain.withError(3e-8);
        assertEquals(3e-8, known.error());
        assertEquals(known, Finding.ofLine(known.toLine()));
        Finding full = new Finding(
                "step-5x8", "Lanewise", spread(1), spread(1), 0, 1.5e-7, new Finding.Percentiles(1, 2, 3, 4, 5.5));
        assertEquals(full, Finding.ofLine(full.toLine()));
    }

    @Test
    void anAbsenceSurvivesTheJourney() {
        Absence absence = new Absence("C by hand", "no compiler\nnamed\tcc");
        assertEquals(new Absence("C by hand", "no compiler named cc"), Absence.ofLine(absence.toLine()));
    }

    @Test
    void aWrongAnswerSurvivesTheJourney() {
        WrongAnswer wrong = new WrongAnswer(
                "step-5x8", "oneDNN 3.8.1", false, Double.POSITIVE_INFINITY, 0.5, Double.NaN, 2, 7, "why");
        assertEquals(wrong, WrongAnswer.ofLine(wrong.toLine()));
        WrongAnswer plain = new WrongAnswer("step-5x8", "Lanewise", true, 0.25, 0.5, 0.25, 0, 0, "");
        assertEquals(plain, WrongAnswer.ofLine(plain.toLine()));
    }

    @Test
    void everythingSurvivesTheJourneyTogether() {
        Findings findings = new Findings(
                List.of(new Finding("step-5x8", "Lanewise", spread(1), spread(1), 0, Double.NaN, null)),
                List.of(new Absence("C by hand", "no compiler")),
                List.of(new WrongAnswer("step-5x8", "oneDNN 3.8.1", false, 0.25, 0.5, 0.25, 0, 0, "")),
                Map.of("step-5x8", 0.01));
        List<String> lines = new ArrayList<>(findings.toLines());
        lines.add(1, "onednn_verbose,v1,info");
        assertEquals(findings, Findings.ofLines(lines));
    }

    @Test
    void whatNativeCodePrintsIsNeither() {
        assertNull(WrongAnswer.ofLine("onednn_verbose,v1,info"));
        assertNull(Finding.ofLine("onednn_verbose,v1,info"));
        assertNull(Absence.ofLine("onednn_verbose,v1,info"));
    }

    @Test
    void quartilesOfKnownNumbers() {
        assertEquals(new Spread(2, 3, 4), Spread.of(5, 3, 1, 4, 2));
        assertEquals(new Spread(1.75, 2.5, 3.25), Spread.of(4, 3, 2, 1));
        assertEquals(new Spread(7, 7, 7), Spread.of(7));
    }

    private static Spread spread(double median) {
        return new Spread(median * 0.9, median, median * 1.1);
    }
}
