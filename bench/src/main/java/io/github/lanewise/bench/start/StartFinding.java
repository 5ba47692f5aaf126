package io.github.lanewise.bench.start;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one process found out about its row. Travels as a line of text.
 *
 * @param row what it measured
 * @param name of the engine, with its version
 * @param times null if there are none to tell
 * @param ranges of steps, all of whose steps were taken
 * @param problem why there are no times; empty if there are some
 * @param isWrong whether the problem is a wrong answer
 */
record StartFinding(
        StartRow row, String name, @Nullable Times times, List<StepRange> ranges, String problem, boolean isWrong) {
    private static final String MARK = "start";
    private static final int HEAD = 8;
    private static final int TIMES = 7;

    /**
     * From the beginning of the process's time, which is the start of the JVM, or the end of what its company did.
     *
     * @param main seconds to the first line of main; from the start of the JVM in company too
     * @param output seconds to the first output
     * @param prepare seconds of them that the engine took, for the model and the first step
     * @param peak seconds to the first window of samples as fast as the peak
     * @param total seconds to the end of step {@value StepTimes#TOTAL}; NaN if it was not reached
     * @param peakMicros a step at the peak
     * @param noise of the machine behind the measurement, see {@link io.github.lanewise.bench.Noise}
     */
    record Times(
            double main, double output, double prepare, double peak, double total, double peakMicros, double noise) {
        List<String> cells() {
            return Arrays.stream(new double[] {main, output, prepare, peak, total, peakMicros, noise})
                    .mapToObj(Double::toString)
                    .toList();
        }

        static Times ofCells(List<String> cells) {
            double[] values = cells.stream().mapToDouble(Double::parseDouble).toArray();
            return new Times(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
        }
    }

    static StartFinding problem(StartRow row, String name, String problem, boolean isWrong) {
        return new StartFinding(row, name, null, List.of(), problem, isWrong);
    }

    String toLine() {
        List<String> cells = new ArrayList<>(List.of(
                MARK,
                row.shape(),
                row.company(),
                row.engine(),
                Integer.toString(row.cores()),
                name,
                problem.replaceAll("\\s+", " "),
                Boolean.toString(isWrong)));
        Times found = times;
        if (found != null) {
            cells.addAll(found.cells());
            ranges.forEach(range -> cells.addAll(range.cells()));
        }
        return String.join("\t", cells);
    }

    /** Null if the line is something else, for instance what an engine's native code prints. */
    static @Nullable StartFinding ofLine(String line) {
        List<String> cells = List.of(line.split("\t", -1));
        if (!cells.getFirst().equals(MARK)) {
            return null;
        }
        StartRow row = new StartRow(cells.get(1), cells.get(2), cells.get(3), Integer.parseInt(cells.get(4)));
        if (cells.size() == HEAD) {
            return problem(row, cells.get(5), cells.get(6), Boolean.parseBoolean(cells.get(7)));
        }
        return new StartFinding(
                row,
                cells.get(5),
                Times.ofCells(cells.subList(HEAD, HEAD + TIMES)),
                StepRange.ofCells(cells.subList(HEAD + TIMES, cells.size())),
                "",
                false);
    }
}
