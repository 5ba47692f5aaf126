package io.github.lanewise.bench.voices;

import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The times of chunks, by how many streams went together and by engine. */
final class VoiceTimes {
    private final int streams;
    private final Map<Integer, Map<String, Row>> rows = new LinkedHashMap<>();

    /** Of an engine: microseconds of a chunk in each round, and the least that one allocated. */
    private static final class Row {
        private final List<Double> micros = new ArrayList<>();
        private double bytes = Double.MAX_VALUE;
    }

    VoiceTimes(int streams) {
        this.streams = streams;
    }

    /** A round's time for a chunk of every stream. */
    void add(Listening heard, int together, long nanos) {
        Row row = rows.computeIfAbsent(together, any -> new LinkedHashMap<>())
                .computeIfAbsent(heard.engine(), any -> new Row());
        row.micros.add(nanos / 1e3 / streams);
        row.bytes = Math.min(row.bytes, heard.allocated() / (double) streams);
    }

    /** Ratios are to Lanewise's time with as many streams in a call, round by round. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        rows.forEach((together, engines) -> engines.forEach((engine, row) -> {
            Row ours = engines.getOrDefault(Contenders.ENGINE, row);
            double[] ratios = new double[row.micros.size()];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = row.micros.get(round) / ours.micros.get(round);
            }
            double[] micros =
                    row.micros.stream().mapToDouble(Double::doubleValue).toArray();
            findings.add(new Finding(
                    VoiceJobs.ofTimes(together),
                    engine,
                    Spread.of(micros),
                    Spread.of(ratios),
                    row.bytes,
                    Double.NaN,
                    null));
        }));
        return findings;
    }
}
