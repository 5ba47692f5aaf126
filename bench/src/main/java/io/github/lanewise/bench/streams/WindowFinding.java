package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What a process found out about a window that slides. Travels as a line of text.
 *
 * @param model whose window it is
 * @param precision of its weights
 * @param times null if an answer was wrong
 * @param noise of the machine, see {@link io.github.lanewise.bench.Noise}
 * @param problem the wrong answer; empty if all were right
 */
record WindowFinding(
        WindowModel model, Precision precision, @Nullable Times times, double noise, String problem) {
    private static final String MARK = "window";

    /**
     * Microseconds.
     *
     * @param answer what a call of {@code answer} takes
     * @param answerMean the mean of that
     * @param advance the mean of what a call of {@code advance} takes
     * @param whole the median of what the whole window takes
     * @param read the median of what reading as many bytes as the layers' weights takes, which no answer can beat
     * @param rows how many answers were timed
     */
    record Times(Tail answer, double answerMean, double advance, double whole, double read, long rows) {
        /** How many rows a second one thread takes, if it does nothing else. */
        double rowsPerSecond() {
            return 1e6 / (answerMean + advance);
        }

        /** How many times the answer's median the whole window takes. */
        double ratio() {
            return whole / answer.p50();
        }
    }

    String toLine() {
        List<String> cells = new ArrayList<>(
                List.of(MARK, model.name(), precision.text(), Double.toString(noise), problem.replaceAll("\\s+", " ")));
        Times known = times;
        if (known != null) {
            cells.add(Long.toString(known.rows));
            DoubleStream.of(known.answerMean, known.advance, known.whole, known.read)
                    .mapToObj(Double::toString)
                    .forEach(cells::add);
            known.answer.values().forEach(value -> cells.add(Double.toString(value)));
        }
        return String.join("\t", cells);
    }

    /** Null if the line is something else. */
    static @Nullable WindowFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        if (!cells[0].equals(MARK)) {
            return null;
        }
        WindowModel model = WindowModel.valueOf(cells[1]);
        Precision precision = Precision.of(cells[2]);
        double noise = Double.parseDouble(cells[3]);
        if (cells.length == 5) {
            return new WindowFinding(model, precision, null, noise, cells[4]);
        }
        double[] values = new double[cells.length - 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.parseDouble(cells[6 + i]);
        }
        Tail answer = new Tail(values[4], values[5], values[6], values[7], values[8]);
        Times times = new Times(answer, values[0], values[1], values[2], values[3], Long.parseLong(cells[5]));
        return new WindowFinding(model, precision, times, noise, cells[4]);
    }
}
