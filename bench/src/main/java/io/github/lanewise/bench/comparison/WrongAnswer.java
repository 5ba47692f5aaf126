package io.github.lanewise.bench.comparison;

import org.jspecify.annotations.Nullable;

/**
 * A contender's output that is too far from the textbook's in double precision. Who gives one is not timed at that workload.
 * Travels from the process that measured as a line of text.
 *
 * @param workload its name
 * @param contender its name
 * @param ours whether the contender is the engine itself
 * @param difference the largest difference, absolute; infinite where NaN stands for a number
 * @param expected the textbook's output there
 * @param found the contender's
 * @param call in which it was found, from 0
 * @param output its index among the call's outputs
 * @param remark what is known about it; may be empty
 */
public record WrongAnswer(
        String workload,
        String contender,
        boolean ours,
        double difference,
        double expected,
        double found,
        int call,
        int output,
        String remark) {
    private static final String MARK = "wrong";

    String toLine() {
        return String.join(
                "\t",
                MARK,
                workload,
                contender,
                Boolean.toString(ours),
                Double.toString(difference),
                Double.toString(expected),
                Double.toString(found),
                Integer.toString(call),
                Integer.toString(output),
                remark);
    }

    /** Null if the line is something else. */
    static @Nullable WrongAnswer ofLine(String line) {
        String[] cells = line.split("\t", -1);
        return !cells[0].equals(MARK)
                ? null
                : new WrongAnswer(
                        cells[1],
                        cells[2],
                        Boolean.parseBoolean(cells[3]),
                        Double.parseDouble(cells[4]),
                        Double.parseDouble(cells[5]),
                        Double.parseDouble(cells[6]),
                        Integer.parseInt(cells[7]),
                        Integer.parseInt(cells[8]),
                        cells[9]);
    }

    /**
     * One line for people.
     *
     * @return workload and contender, what was expected and found, and where
     */
    public String describe() {
        return workload + ", " + contender + ": expected " + expected + ", found " + found + " at output " + output
                + " of call " + call + (remark.isEmpty() ? "" : "; " + remark);
    }
}
