package io.github.lanewise.bench.voices;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import java.util.List;
import java.util.stream.Collectors;

/** What was found out about voice detectors, for a page. */
public final class VoiceTables {
    private static final double MB = 1e6;
    private static final double GB = 1e9;

    private VoiceTables() {}

    /**
     * How fast they hear.
     *
     * @param findings of the run
     * @return empty if no detector was measured
     */
    public static Table times(Findings findings) {
        Table table = new Table(
                "engine",
                "streams a call",
                "µs a chunk",
                "chunks a second",
                "streams in real time",
                "ratio",
                "heap bytes a chunk");
        for (int together : VoiceJobs.TOGETHER) {
            findings.all().stream()
                    .filter(finding -> finding.workload().equals(VoiceJobs.ofTimes(together)))
                    .forEach(finding -> row(table, finding, together));
        }
        return table;
    }

    private static void row(Table table, Finding finding, int together) {
        double chunks = 1e6 / finding.time().median();
        table.row(
                finding.contender(),
                Figures.count(together),
                Figures.significant(finding.time().median()),
                Figures.count(Math.round(chunks)),
                Figures.count((long) (chunks / VoiceModel.CHUNKS_A_SECOND)),
                Figures.significant(finding.ratio().median()) + "x",
                Figures.significant(finding.bytes()));
    }

    /**
     * What they take in memory.
     *
     * @param findings of the run
     * @return empty if no detector was measured
     */
    public static Table memory(List<MemoryFinding> findings) {
        Table table = new Table("what", "measured on", "each", "10,000 of them");
        findings.stream().filter(finding -> VoiceJobs.isOne(finding.job())).forEach(finding -> {
            boolean whole = finding.what() == What.PROCESS;
            table.row(
                    finding.engine() + ", " + describe(finding.what()),
                    whole ? "1" : Figures.count(finding.counted()),
                    bytes(finding.bytes()),
                    whole ? "-" : bytes(finding.bytes() * VoiceJobs.COUNT));
        });
        return table;
    }

    /**
     * What the compared detectors made of the sound.
     *
     * @param heard of the run
     * @return sentences; none if no detector was measured
     */
    public static String heard(List<HeardFinding> heard) {
        return heard.stream()
                .map(finding -> "The compared streams are " + finding.streams() + ", each of " + finding.chunks()
                        + " chunks. Their probabilities of a voice are from " + Figures.significant(finding.least())
                        + " to "
                        + Figures.significant(finding.largest()) + ".")
                .collect(Collectors.joining("\n"));
    }

    private static String describe(What what) {
        return switch (what) {
            case FLOATS -> "the floats of a stream's state";
            case STATE -> "a stream's state";
            case SESSION -> "a session";
            case PROCESS -> "the process with 10,000 streams";
        };
    }

    private static String bytes(double bytes) {
        if (bytes < MB) {
            return Figures.count(Math.round(bytes)) + " bytes";
        }
        return bytes < GB ? Figures.significant(bytes / MB) + " MB" : Figures.significant(bytes / GB) + " GB";
    }
}
