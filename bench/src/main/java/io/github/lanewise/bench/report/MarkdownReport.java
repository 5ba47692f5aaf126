package io.github.lanewise.bench.report;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Machine;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.RunResult;

/** The report as a Markdown page: where it was measured, how, and the figures. */
final class MarkdownReport {
    private MarkdownReport() {}

    /** The page. Parts of which nothing was measured are left out. */
    static String of(Collection<RunResult> results, Measurements before, Conditions conditions) {
        Measurements measurements = Measurements.of(results);
        return Stream.concat(
                        Stream.of("# Benchmarks\n\n" + circumstances(results, conditions)),
                        Stream.of(
                                        StepSection.of(measurements),
                                        BaselineSection.of(before, measurements),
                                        StreamsSection.of(measurements),
                                        WindowSection.of(measurements),
                                        ActivationSection.of(measurements),
                                        GemvSection.of(measurements),
                                        PrecisionSection.of(measurements),
                                        SubnormalSection.of(measurements))
                                .filter(section -> !section.table().isEmpty())
                                .map(Section::toMarkdown))
                .collect(Collectors.joining("\n"));
    }

    private static String circumstances(Collection<RunResult> results, Conditions conditions) {
        List<BenchmarkParams> params =
                results.stream().map(RunResult::getParams).toList();
        List<String> lines = new ArrayList<>(List.of(
                "Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                "System: " + Machine.operatingSystem(),
                "JDK: " + distinct(params.stream().map(MarkdownReport::jdk)),
                "JVM flags: " + distinct(params.stream().map(MarkdownReport::flags)),
                "JMH " + distinct(params.stream().map(MarkdownReport::settings)),
                "Date: " + LocalDate.now(ZoneOffset.UTC)));
        lines.addAll(conditions.lines());
        lines.add("Every benchmark compared the outputs of its implementations before it timed them.");
        return lines.stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
    }

    private static String jdk(BenchmarkParams params) {
        return params.getVmName() + " " + params.getVmVersion();
    }

    private static String flags(BenchmarkParams params) {
        Set<String> flags = new LinkedHashSet<>(params.getJvmArgs());
        return "`" + String.join(" ", flags) + "`";
    }

    private static String settings(BenchmarkParams params) {
        return params.getJmhVersion() + ": " + params.getForks() + (params.getForks() == 1 ? " fork" : " forks")
                + ", warm-up " + iterations(params.getWarmup()) + ", measurement " + iterations(params.getMeasurement())
                + ", one thread";
    }

    private static String iterations(IterationParams iterations) {
        return iterations.getCount() + " x " + iterations.getTime();
    }

    private static String distinct(Stream<String> texts) {
        return texts.distinct().collect(Collectors.joining("; "));
    }
}
