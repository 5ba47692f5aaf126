package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Bound;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.jmh.WindowModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tables of Lanewise and the engines beside it. Without another engine they are empty. */
final class OtherEngines {
    private final Findings findings;
    private final List<String> engines;
    private final Table table;

    private OtherEngines(Findings findings, String... header) {
        this.findings = findings;
        engines = findings.all().stream()
                .map(Finding::contender)
                .filter(name -> !name.startsWith(Contenders.ENGINE) && !name.equals(Bound.FMA))
                .distinct()
                .toList();
        Stream<String> theirs = engines.stream().flatMap(engine -> Stream.of(engine, "ratio"));
        table = new Table(Stream.concat(Stream.of(header), theirs).toArray(String[]::new));
    }

    /** A step of each of many streams. */
    static Table streams(Findings findings) {
        OtherEngines others = new OtherEngines(findings, "input x hidden", "streams", Contenders.ENGINE);
        for (int units : Jobs.UNITS) {
            for (int streams : Jobs.STREAMS) {
                others.row(Jobs.ofStreams(streams, units), streams, units + "x" + units, Figures.count(streams));
            }
        }
        return others.table;
    }

    /** Windows computed whole. */
    static Table wholeWindows(Findings findings) {
        OtherEngines others = new OtherEngines(findings, "model", Contenders.ENGINE);
        for (WindowModel model : WindowModel.values()) {
            others.row(Jobs.ofWhole(model), 1, model.describe());
        }
        return others.table;
    }

    /** A row, unless the job was not among the run's. Times are divided by the number of streams. */
    private void row(String job, int streams, String... about) {
        Optional<Finding> own = findings.find(job, Contenders.ENGINE);
        if (engines.isEmpty() || own.isEmpty()) {
            return;
        }
        List<String> cells = new ArrayList<>(List.of(about));
        cells.add(time(own.get(), streams));
        for (String engine : engines) {
            Optional<Finding> other = findings.find(job, engine);
            String missing = findings.isWrong(job, engine) ? "wrong" : "-";
            cells.add(other.map(finding -> time(finding, streams)).orElse(missing));
            cells.add(other.map(OtherEngines::ratio).orElse(missing));
        }
        table.row(cells.toArray(String[]::new));
    }

    private static String time(Finding finding, int streams) {
        return Figures.significant(finding.time().median() / streams);
    }

    private static String ratio(Finding finding) {
        return Figures.significant(finding.ratio().median()) + "x";
    }
}
