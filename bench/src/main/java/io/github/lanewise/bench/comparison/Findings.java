package io.github.lanewise.bench.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found out. Travels from the processes that measured as lines of text.
 *
 * @param all a finding for each workload and contender, in the order of measurement
 * @param absences who was not there, and why
 * @param wrong whose answers were wrong, and where
 * @param noise of the machine around each workload, see {@link io.github.lanewise.bench.Noise}
 */
public record Findings(List<Finding> all, List<Absence> absences, List<WrongAnswer> wrong, Map<String, Double> noise) {
    private static final String NOISE = "noise";

    /**
     * What lines say. Other lines, for instance what an engine's native code prints, say nothing.
     *
     * @param lines of processes
     * @return what they found
     */
    public static Findings ofLines(List<String> lines) {
        Map<String, Double> noise = new LinkedHashMap<>();
        lines.stream()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[0].equals(NOISE))
                .forEach(cells -> noise.put(cells[1], Double.parseDouble(cells[2])));
        return new Findings(
                parse(lines, Finding::ofLine),
                parse(lines, Absence::ofLine).stream().distinct().toList(),
                parse(lines, WrongAnswer::ofLine),
                noise);
    }

    private static <T> List<T> parse(List<String> lines, Function<String, @Nullable T> parser) {
        List<T> found = new ArrayList<>();
        for (String line : lines) {
            T value = parser.apply(line);
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    /**
     * For another process to read.
     *
     * @return lines for {@link #ofLines}
     */
    public List<String> toLines() {
        List<String> lines = new ArrayList<>();
        all.forEach(finding -> lines.add(finding.toLine()));
        absences.forEach(absence -> lines.add(absence.toLine()));
        wrong.forEach(answer -> lines.add(answer.toLine()));
        noise.forEach((workload, share) -> lines.add(NOISE + "\t" + workload + "\t" + share));
        return lines;
    }

    /**
     * Whether a contender's answers were wrong there.
     *
     * @param workload its name
     * @param contender its name, which may lack the version
     * @return true where they were
     */
    public boolean isWrong(String workload, String contender) {
        return wrong.stream()
                .anyMatch(answer -> answer.workload().equals(workload) && isNamed(answer.contender(), contender));
    }

    /**
     * The finding about a contender whose name begins as said: versions are part of the names.
     *
     * @param workload its name
     * @param contender its name, which may lack the version
     * @return empty if it was not timed there
     */
    public Optional<Finding> find(String workload, String contender) {
        return all.stream()
                .filter(finding -> finding.workload().equals(workload))
                .filter(finding -> isNamed(finding.contender(), contender))
                .findFirst();
    }

    private static boolean isNamed(String name, String contender) {
        return name.equals(contender) || name.startsWith(contender + " ");
    }

    /** The contenders' names: those that were measured, in the order of their first finding, then those always wrong. */
    List<String> contenders() {
        return Stream.concat(
                        all.stream().map(Finding::contender), wrong.stream().map(WrongAnswer::contender))
                .distinct()
                .toList();
    }

    /** Whether a workload was among those of the run. */
    boolean has(String workload) {
        return Stream.concat(all.stream().map(Finding::workload), wrong.stream().map(WrongAnswer::workload))
                .anyMatch(workload::equals);
    }

    /** One line a finding, then one a wrong answer, which has no times. */
    String toCsv() {
        String header = "workload,contender,time_us,time_us_q1,time_us_q3,times_the_engine,times_the_engine_q1,"
                + "times_the_engine_q3,heap_bytes_a_call,p50_us,p90_us,p99_us,p99.9_us,p99.99_us,wrong_by,error\n";
        return Stream.concat(all.stream().map(Findings::line), wrong.stream().map(Findings::line))
                .collect(Collectors.joining("", header, ""));
    }

    private static String line(Finding finding) {
        Finding.Percentiles p = finding.percentiles();
        String percentiles = p == null
                ? ",,,,"
                : "%.3f,%.3f,%.3f,%.3f,%.3f".formatted(p.p50(), p.p90(), p.p99(), p.p999(), p.p9999());
        return String.format(
                Locale.ROOT,
                "%s,\"%s\",%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.0f,%s,,%s%n",
                finding.workload(),
                finding.contender(),
                finding.time().median(),
                finding.time().low(),
                finding.time().high(),
                finding.ratio().median(),
                finding.ratio().low(),
                finding.ratio().high(),
                finding.bytes(),
                percentiles,
                Double.isNaN(finding.error()) ? "" : String.format(Locale.ROOT, "%.3e", finding.error()));
    }

    private static String line(WrongAnswer wrong) {
        return "%s,\"%s\",,,,,,,,,,,,,%s,%n".formatted(wrong.workload(), wrong.contender(), wrong.difference());
    }
}
