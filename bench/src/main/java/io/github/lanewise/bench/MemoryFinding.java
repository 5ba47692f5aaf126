package io.github.lanewise.bench;

import org.jspecify.annotations.Nullable;

/**
 * What something takes in memory. Travels from the process that measured as a line of text.
 *
 * @param job in which it was measured
 * @param engine whose it is
 * @param what it is
 * @param counted how many of them were measured
 * @param bytes of each of them
 */
public record MemoryFinding(String job, String engine, What what, int counted, double bytes) {
    private static final String MARK = "memory";

    /** What takes memory. */
    public enum What {
        /** The numbers that a stream carries from step to step. */
        FLOATS,
        /** A stream's state with all that belongs to it. */
        STATE,
        /** An engine's session with the model. */
        SESSION,
        /** A process with all its streams. */
        PROCESS
    }

    /**
     * For another process to read.
     *
     * @return a line for {@link #ofLine}
     */
    public String toLine() {
        return String.join("\t", MARK, job, engine, what.name(), Integer.toString(counted), Double.toString(bytes));
    }

    /**
     * Reads a line.
     *
     * @param line of a process
     * @return null if the line is something else
     */
    public static @Nullable MemoryFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        return !cells[0].equals(MARK)
                ? null
                : new MemoryFinding(
                        cells[1],
                        cells[2],
                        What.valueOf(cells[3]),
                        Integer.parseInt(cells[4]),
                        Double.parseDouble(cells[5]));
    }
}
