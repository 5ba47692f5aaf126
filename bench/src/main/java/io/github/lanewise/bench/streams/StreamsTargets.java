package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.spec.Precision;

/** What the engine aims at with many streams and with windows that slide. */
final class StreamsTargets {
    private static final int[] UNITS = {128, 256, 512};
    private static final double[] TOGETHER = {2, 4, 4};

    /** How many times the answer the window computed whole should take, at least. */
    private static final double WHOLE = 20;

    /** Of a state, beyond its floats. */
    private static final double MOST_BYTES = 64;

    private StreamsTargets() {}

    /** A row for each target; those whose job was not among the run's are left out. */
    static Table table(StreamsFindings findings) {
        Table table = new Table("what", "target", "measured", "verdict");
        for (int i = 0; i < UNITS.length; i++) {
            addTogether(table, findings.turns(), UNITS[i], TOGETHER[i]);
        }
        addState(table, findings);
        for (WindowModel model : WindowModel.values()) {
            for (Precision precision : Precision.values()) {
                findings.times(model, precision).ifPresent(times -> addWindow(table, model, precision, times));
            }
        }
        return table;
    }

    private static void addTogether(Table table, Findings findings, int units, double least) {
        String job = Jobs.ofStreams(Jobs.OF_TARGETS, units);
        findings.find(job, Contenders.ONE_BY_ONE).ifPresent(finding -> {
            double measured = finding.ratio().median();
            table.row(
                    Jobs.OF_TARGETS + " streams of " + units + "x" + units + " together against one by one",
                    "at least " + Figures.significant(least) + "x",
                    Figures.significant(measured) + "x",
                    verdict(measured >= least));
        });
    }

    private static void addState(Table table, StreamsFindings findings) {
        double beyond = StatesSection.bytesBeyondFloats(findings);
        if (!Double.isNaN(beyond)) {
            table.row(
                    "bytes of a state beyond its floats",
                    "at most " + Figures.significant(MOST_BYTES),
                    Figures.significant(beyond),
                    verdict(beyond <= MOST_BYTES));
        }
    }

    private static void addWindow(Table table, WindowModel model, Precision precision, WindowFinding.Times times) {
        String window = "window " + model + (precision == Precision.FP32 ? "" : " in " + precision.text());
        double most = mostP99(model);
        double p99 = times.answer().p99();
        table.row(
                window + ", p99 of the answer",
                "at most " + Figures.significant(most) + " µs",
                Double.isNaN(p99) ? "-" : Figures.significant(p99) + " µs",
                Double.isNaN(p99) ? "not measured" : verdict(p99 <= most));
        table.row(
                window + ", computed whole against the answer",
                "at least " + Figures.significant(WHOLE) + "x",
                Figures.significant(times.ratio()) + "x",
                verdict(times.ratio() >= WHOLE));
    }

    /** Microseconds. */
    private static double mostP99(WindowModel model) {
        return switch (model) {
            case A -> 10;
            case B -> 40;
            case C -> 2000;
        };
    }

    private static String verdict(boolean met) {
        return met ? "met" : "short";
    }
}
