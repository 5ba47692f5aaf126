package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.spec.Precision;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Steps of many streams, for the page. */
final class StepSections {
    private StepSections() {}

    /** A call for all streams beside a call for each. */
    static PageSection oneByOne(Findings findings) {
        return new PageSection("A step of each of many streams", """
                        One LSTM layer with as many features as units. One by one: a call for each stream. Together: one call for
                        all of them. Medians over all rounds. The ratio is the median of the ratios within a round, beside the
                        middle half of them.""", streams(findings));
    }

    /** Beside other engines. */
    static PageSection others(Findings findings) {
        return new PageSection("Many streams beside other engines", """
                        A step of all streams, µs a stream, and how many times the time of Lanewise together. Each stream's states
                        lie apart from the others'. ONNX Runtime and oneDNN take them as a batch of one time step, and copying
                        them into the batch and out of it is counted, as it is for Lanewise.""", OtherEngines.streams(findings));
    }

    /** Weights in each precision. */
    static PageSection precisions(Findings findings) {
        return new PageSection(
                "A step of each of " + Jobs.OF_TARGETS + " streams in each precision of the weights",
                """
                        The same layers with their weights in float32, bf16, int8 and int4, in turns in one process. The ratio is the time
                        together in float32 over that in the precision: the median of the ratios within a round.""",
                inPrecisions(findings));
    }

    private static Table inPrecisions(Findings findings) {
        Table table = new Table(
                "input x hidden", "weights", "one by one, µs a stream", "together, µs a stream", "fp32 over it");
        for (int units : Jobs.UNITS) {
            String job = Jobs.inPrecisions(units);
            for (Precision precision : Precision.values()) {
                Optional<Finding> together = findings.find(job, Contenders.engineIn(precision));
                Optional<Finding> oneByOne = findings.find(job, Contenders.oneByOneIn(precision));
                if (together.isPresent() || oneByOne.isPresent()) {
                    table.row(
                            units + "x" + units,
                            precision.text(),
                            cell(oneByOne, finding -> finding.time().median() / Jobs.OF_TARGETS),
                            cell(together, finding -> finding.time().median() / Jobs.OF_TARGETS),
                            cell(together, finding -> 1 / finding.ratio().median()));
                }
            }
        }
        return table;
    }

    private static Table streams(Findings findings) {
        Table table = new Table(
                "input x hidden",
                "streams",
                "one by one, µs a stream",
                "together, µs a stream",
                "ratio",
                "middle half",
                "together, heap bytes a step");
        for (int units : Jobs.UNITS) {
            for (int streams : Jobs.STREAMS) {
                String job = Jobs.ofStreams(streams, units);
                Optional<Finding> together = findings.find(job, Contenders.ENGINE);
                Optional<Finding> oneByOne = findings.find(job, Contenders.ONE_BY_ONE);
                if (together.isPresent() || oneByOne.isPresent()) {
                    table.row(
                            units + "x" + units,
                            Figures.count(streams),
                            cell(oneByOne, finding -> finding.time().median() / streams),
                            cell(together, finding -> finding.time().median() / streams),
                            oneByOne.map(StepSections::ratio).orElse("-"),
                            oneByOne.map(StepSections::middleHalf).orElse("-"),
                            cell(together, Finding::bytes));
                }
            }
        }
        return table;
    }

    private static String cell(Optional<Finding> finding, ToDoubleFunction<Finding> value) {
        return finding.map(found -> Figures.significant(value.applyAsDouble(found)))
                .orElse("-");
    }

    private static String ratio(Finding finding) {
        return Figures.significant(finding.ratio().median()) + "x";
    }

    private static String middleHalf(Finding finding) {
        return Figures.significant(finding.ratio().low()) + " to "
                + Figures.significant(finding.ratio().high());
    }
}
