package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.WrongAnswer;
import io.github.lanewise.bench.jmh.WindowModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that was found out.
 *
 * @param turns of streams, and of windows computed whole: who took turns
 * @param windows that slide
 */
record StreamsFindings(Findings turns, List<WindowFinding> windows) {
    static StreamsFindings ofLines(List<String> lines) {
        List<WindowFinding> windows = lines.stream()
                .map(WindowFinding::ofLine)
                .filter(Objects::nonNull)
                .toList();
        return new StreamsFindings(Findings.ofLines(lines), windows);
    }

    /** The times of a model's window; empty where it was not measured or wrong. */
    Optional<WindowFinding.Times> times(WindowModel model) {
        return windows.stream()
                .filter(finding -> finding.model() == model)
                .map(WindowFinding::times)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** By job. */
    Map<String, Double> noise() {
        Map<String, Double> noise = new LinkedHashMap<>(turns.noise());
        windows.stream()
                .filter(finding -> finding.times() != null)
                .forEach(finding -> noise.put(Jobs.ofWindow(finding.model()), finding.noise()));
        return noise;
    }

    /** Wrong answers of Lanewise. */
    List<String> ourProblems() {
        List<String> problems = new ArrayList<>(turns.wrong().stream()
                .filter(WrongAnswer::ours)
                .map(WrongAnswer::describe)
                .toList());
        windows.stream()
                .map(WindowFinding::problem)
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
