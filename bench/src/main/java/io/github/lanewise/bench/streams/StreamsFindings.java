package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.WrongAnswer;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.bench.voices.HeardFinding;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found out.
 *
 * @param turns of streams, and of windows computed whole: who took turns
 * @param windows that slide
 * @param rates of very many streams
 * @param memory of streams and sessions
 * @param heard by voice detectors
 */
record StreamsFindings(
        Findings turns,
        List<WindowFinding> windows,
        List<RatesFinding> rates,
        List<MemoryFinding> memory,
        List<HeardFinding> heard) {
    static StreamsFindings ofLines(List<String> lines) {
        return new StreamsFindings(
                Findings.ofLines(lines),
                parse(lines, WindowFinding::ofLine),
                parse(lines, RatesFinding::ofLine),
                parse(lines, MemoryFinding::ofLine),
                parse(lines, HeardFinding::ofLine));
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

    /** The times of a model's window with weights in a precision; empty where it was not measured or wrong. */
    Optional<WindowFinding.Times> times(WindowModel model, Precision precision) {
        return windows.stream()
                .filter(finding -> finding.model() == model && finding.precision() == precision)
                .map(WindowFinding::times)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** By job. */
    Map<String, Double> noise() {
        Map<String, Double> noise = new LinkedHashMap<>(turns.noise());
        windows.stream()
                .filter(finding -> finding.times() != null)
                .forEach(finding -> noise.put(Jobs.ofWindow(finding.model(), finding.precision()), finding.noise()));
        rates.stream()
                .filter(finding -> finding.problem().isEmpty())
                .forEach(finding -> noise.put(Jobs.STATES, finding.noise()));
        return noise;
    }

    /** Wrong answers of Lanewise. */
    List<String> ourProblems() {
        List<String> problems = new ArrayList<>(turns.wrong().stream()
                .filter(WrongAnswer::ours)
                .map(WrongAnswer::describe)
                .toList());
        Stream.concat(
                        windows.stream().map(WindowFinding::problem),
                        rates.stream().map(RatesFinding::problem))
                .filter(problem -> !problem.isEmpty())
                .forEach(problems::add);
        return problems;
    }

    /** Wrong answers of other engines. */
    List<String> othersProblems() {
        return turns.wrong().stream()
                .filter(answer -> !answer.ours())
                .map(WrongAnswer::describe)
                .toList();
    }
}
