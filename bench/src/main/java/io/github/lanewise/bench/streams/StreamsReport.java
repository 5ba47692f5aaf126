package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.MeasuringProcess;
import io.github.lanewise.bench.report.ReportOptions;
import io.github.lanewise.bench.voices.VoiceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes steps of many streams, together and one by one, lets windows slide, and lets voice detectors listen, in fresh processes, and
 * leaves what it found as {@code streams.md} in {@code bench/target/results}.
 *
 * <pre>{@code
 * ./mvnw -q -Pstreams                                             everything, about 17 minutes
 * ./mvnw -q -Pstreams -Dbench.args="--output bench/results"       the same, for the page of the repository
 * ./mvnw -q -Pstreams -Dbench.args="--quick"                      for a first look, about 7 minutes
 * ./mvnw -q -Pstreams -Dbench.args="--include window-.*"          some jobs
 * ./mvnw -q -Pstreams -Dbench.args="--include precisions|window"  those with weights in each precision
 * ./mvnw -q -Pstreams -Dsilero=silero_vad.onnx                    with 10,000 voice detectors, a minute more
 * }</pre>
 *
 * <p>Exit code 0 success, also where a target is not met or others' answers are wrong; 1 an answer of Lanewise was wrong, a process
 * failed or the page could not be written; 2 wrong usage.
 */
public final class StreamsReport {
    /** The property with the path of a published Silero VAD, which is not the project's. */
    static final String SILERO = "silero";

    private StreamsReport() {}

    /**
     * Runs.
     *
     * @param args see the class
     */
    public static void main(String[] args) {
        System.exit(run(System.getProperty("java.class.path"), System.getProperty(SILERO, ""), args));
    }

    /** Without a path of a voice detector nothing is measured of it. */
    static int run(String classPath, String silero, String... args) {
        ReportOptions options;
        try {
            options = ReportOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("streams: " + e.getMessage());
            System.err.println(ReportOptions.USAGE);
            return 2;
        }
        try {
            List<String> jobs = jobs(options.include(), silero);
            return write(measure(jobs, options.quick(), classPath, silero), options.output());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("streams: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("streams: interrupted");
            return 1;
        }
    }

    private static List<String> jobs(String include, String silero) throws IOException {
        if (!silero.isEmpty()) {
            // So that another file is refused before minutes have been spent on the rest.
            VoiceModel.read(Path.of(silero));
        }
        List<String> all = Jobs.all(!silero.isEmpty());
        Pattern pattern = Pattern.compile(include);
        List<String> jobs =
                all.stream().filter(job -> pattern.matcher(job).find()).toList();
        if (jobs.isEmpty()) {
            throw new IllegalStateException(
                    "--include: expected a regular expression that finds one of " + all + ", found '" + include + "'");
        }
        return jobs;
    }

    private static StreamsFindings measure(List<String> jobs, boolean quick, String classPath, String silero)
            throws IOException, InterruptedException {
        MeasuringProcess process = new MeasuringProcess(
                classPath,
                List.of("--enable-native-access=ALL-UNNAMED"),
                // OpenMP reads these before any engine can be told.
                Map.of("OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            String job = jobs.get(i);
            System.out.println(job + " (" + (i + 1) + " of " + jobs.size() + ")");
            lines.addAll(process.run(job, StreamsProcess.class, job, quick ? "quick" : "full", silero));
        }
        return StreamsFindings.ofLines(lines);
    }

    /** Returns the exit code. */
    static int write(StreamsFindings findings, Path directory) throws IOException {
        Files.createDirectories(directory);
        Conditions conditions = Conditions.here(findings.noise());
        Path page = directory.resolve("streams.md");
        Files.writeString(page, StreamsPage.of(findings, conditions));
        System.out.println();
        System.out.print(Files.readString(page));
        System.out.println("\nWritten: " + page);
        conditions.warnings().forEach(System.out::println);
        findings.othersProblems().forEach(problem -> System.out.println("Wrong answer, not timed: " + problem));
        findings.ourProblems().forEach(problem -> System.err.println("streams: error: " + problem));
        return findings.ourProblems().isEmpty() ? 0 : 1;
    }
}
