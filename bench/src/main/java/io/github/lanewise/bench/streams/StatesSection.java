package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Spread;
import java.util.Collections;
import java.util.List;

/** What very many streams take of memory and time, for the page. */
final class StatesSection {
    private StatesSection() {}

    static PageSection of(StreamsFindings findings) {
        return new PageSection("100,000 streams", """
                One LSTM layer with as many units as features, 64. A call takes 128 of the streams, in random order: each
                stream once, then each once more in another order. One thread takes one call after the other. Steps are
                counted in seconds by the clock, one after the other. Of the core: what they come to in a second that
                the thread has the core for, where others do not count. Outputs of some streams were compared with those of
                the same streams alone, before and afterwards.""", table(findings));
    }

    private static Table table(StreamsFindings findings) {
        Table table = new Table("what", "measured");
        double beyond = bytesBeyondFloats(findings);
        if (!Double.isNaN(beyond)) {
            table.row("bytes of a state", Figures.significant(bytes(findings, What.STATE)));
            table.row("of them its floats", Figures.significant(bytes(findings, What.FLOATS)));
            table.row("of them anything else", Figures.significant(beyond));
        }
        findings.rates().stream().filter(rates -> rates.problem().isEmpty()).forEach(rates -> addRates(table, rates));
        return table;
    }

    private static void addRates(Table table, RatesFinding rates) {
        addRates(table, ", by the clock", rates.byTheClock());
        addRates(table, ", of the core", rates.ofTheCore());
        table.row("heap bytes a step", Figures.significant(rates.bytes()));
    }

    private static void addRates(Table table, String kind, List<Double> rates) {
        double first = rates.getFirst();
        double last = rates.getLast();
        table.row("steps in the first second" + kind, steps(first));
        table.row(
                "steps in the median second" + kind,
                steps(Spread.of(values(rates)).median()));
        table.row("steps in the last second" + kind, steps(last));
        table.row("steps in the worst second" + kind, steps(Collections.min(rates)));
        table.row("last second over the first" + kind, Figures.significant(last / first) + "x");
    }

    private static double[] values(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** NaN if it was not measured. */
    static double bytesBeyondFloats(StreamsFindings findings) {
        return bytes(findings, What.STATE) - bytes(findings, What.FLOATS);
    }

    private static double bytes(StreamsFindings findings, What what) {
        return findings.memory().stream()
                .filter(finding -> finding.job().equals(Jobs.STATES) && finding.what() == what)
                .mapToDouble(MemoryFinding::bytes)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String steps(double perSecond) {
        return Figures.count(Math.round(perSecond));
    }
}
