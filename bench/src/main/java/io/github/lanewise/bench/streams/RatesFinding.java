package io.github.lanewise.bench.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How fast steps of very many streams were, second by second. Travels as a line of text.
 *
 * @param byTheClock steps a second, in the order of time; empty if an answer was wrong
 * @param ofTheCore steps a second that the thread had the core for, in the same seconds
 * @param bytes allocated on the Java heap by a step
 * @param noise of the machine, see {@link io.github.lanewise.bench.Noise}
 * @param problem the wrong answer; empty if all were right
 */
record RatesFinding(List<Double> byTheClock, List<Double> ofTheCore, double bytes, double noise, String problem) {
    private static final String MARK = "rates";
    private static final int BEFORE_RATES = 4;

    /** What a wrong answer leaves. */
    static RatesFinding wrong(String problem) {
        return new RatesFinding(List.of(), List.of(), 0, 0, problem.replaceAll("\\s+", " "));
    }

    String toLine() {
        List<String> cells = new ArrayList<>(List.of(MARK, Double.toString(bytes), Double.toString(noise), problem));
        Stream.of(byTheClock, ofTheCore).flatMap(List::stream).forEach(rate -> cells.add(Double.toString(rate)));
        return String.join("\t", cells);
    }

    /** Null if the line is something else. */
    static @Nullable RatesFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        if (!cells[0].equals(MARK)) {
            return null;
        }
        List<Double> rates =
                Stream.of(cells).skip(BEFORE_RATES).map(Double::valueOf).toList();
        return new RatesFinding(
                rates.subList(0, rates.size() / 2),
                rates.subList(rates.size() / 2, rates.size()),
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                cells[3]);
    }
}
