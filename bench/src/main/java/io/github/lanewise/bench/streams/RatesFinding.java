package io.github.lanewise.bench.streams;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How fast steps of very many streams were, second by second. Travels as a line of text.
 *
 * @param perSecond steps in each second, in the order of time; empty if an answer was wrong
 * @param bytes allocated on the Java heap by a step
 * @param noise of the machine, see {@link io.github.lanewise.bench.Noise}
 * @param problem the wrong answer; empty if all were right
 */
record RatesFinding(List<Double> perSecond, double bytes, double noise, String problem) {
    private static final String MARK = "rates";

    /** What a wrong answer leaves. */
    static RatesFinding wrong(String problem) {
        return new RatesFinding(List.of(), 0, 0, problem.replaceAll("\\s+", " "));
    }

    double first() {
        return perSecond.getFirst();
    }

    double last() {
        return perSecond.getLast();
    }

    double worst() {
        return Collections.min(perSecond);
    }

    double median() {
        List<Double> sorted = perSecond.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    String toLine() {
        List<String> cells = new ArrayList<>(List.of(MARK, Double.toString(bytes), Double.toString(noise), problem));
        perSecond.forEach(value -> cells.add(Double.toString(value)));
        return String.join("\t", cells);
    }

    /** Null if the line is something else. */
    static @Nullable RatesFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        return !cells[0].equals(MARK)
                ? null
                : new RatesFinding(
                        Stream.of(cells).skip(4).map(Double::valueOf).toList(),
                        Double.parseDouble(cells[1]),
                        Double.parseDouble(cells[2]),
                        cells[3]);
    }
}
