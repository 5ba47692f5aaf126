package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** What a process prints is what its parent reads. */
class FindingTest {
    @Test
    void aFindingSurvivesTheJourney() {
        Finding plain = new Finding("step-5x8", "oneDNN 3.8.1", spread(1), spread(2), 456, null);
        assertEquals(plain, Finding.ofLine(plain.toLine()));
        Finding full =
                new Finding("step-5x8", "Lanewise", spread(1), spread(1), 0, new Finding.Percentiles(1, 2, 3, 4, 5.5));
        assertEquals(full, Finding.ofLine(full.toLine()));
    }

    @Test
    void anAbsenceSurvivesTheJourney() {
        Absence absence = new Absence("C by hand", "no compiler\nnamed\tcc");
        assertEquals(new Absence("C by hand", "no compiler named cc"), Absence.ofLine(absence.toLine()));
    }

    @Test
    void whatNativeCodePrintsIsNeither() {
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
