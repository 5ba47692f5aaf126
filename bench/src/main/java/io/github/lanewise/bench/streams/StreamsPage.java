package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.voices.VoiceJobs;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Many streams and windows that slide as a Markdown page. */
final class StreamsPage {
    private StreamsPage() {}

    /** The page. Parts of which nothing was measured are left out. */
    static String of(StreamsFindings findings, Conditions conditions) {
        String wrong = Stream.concat(findings.ourProblems().stream(), findings.othersProblems().stream())
                .map(problem -> "- " + problem + "\n")
                .collect(Collectors.joining());
        Stream<PageSection> sections = Stream.of(
                new PageSection("Targets", "", StreamsTargets.table(findings)),
                StepSections.oneByOne(findings.turns()),
                StepSections.others(findings.turns()),
                StepSections.precisions(findings.turns()),
                StatesSection.of(findings),
                WindowSections.sliding(findings),
                WindowSections.whole(findings.turns()),
                VoiceSections.times(findings),
                VoiceSections.memory(findings));
        Stream<String> beginning = Stream.of(
                "# Many streams in one step, and windows that slide\n\n" + circumstances(findings, conditions),
                wrong.isEmpty() ? "" : "## Wrong answers\n\nWhere outputs were wrong, no time is told.\n\n" + wrong);
        return Stream.concat(beginning, sections.map(PageSection::toMarkdown))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String circumstances(StreamsFindings findings, Conditions conditions) {
        List<String> lines = new ArrayList<>(
                List.of(
                        "- Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                        "- System: " + Machine.operatingSystem(),
                        "- JDK: " + Machine.java(),
                        "- Date: " + LocalDate.now(ZoneOffset.UTC),
                        "- Method: a process for each layer and number of streams, and for each model; one thread, pinned to one core."
                                + " Where several are compared they take turns, 20 ms or one call each, in a different order each round",
                        "- Outputs were compared before anything was timed. Those of Lanewise together and one by one are the same"
                                + " bits, and a window's answers those of the window computed whole. All but those of the"
                                + " 100,000 streams were compared with a textbook's in double precision besides. A window's answers were compared once more afterwards"));
        conditions.lines().forEach(line -> lines.add("- " + line));
        findings.turns()
                .absences()
                .forEach(absence ->
                        lines.add("- Not measured: " + absence.contender() + ", because " + absence.reason()));
        if (findings.memory().stream().noneMatch(finding -> VoiceJobs.isOne(finding.job()))) {
            lines.add("- Not measured: Silero VAD, because no file was given with -D" + StreamsReport.SILERO + "=PATH");
        }
        return String.join("\n", lines) + "\n";
    }
}
