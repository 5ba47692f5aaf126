package io.github.lanewise.bench.voices;

import org.jspecify.annotations.Nullable;

/**
 * What the compared detectors made of the sound. Travels as a line of text.
 *
 * @param streams that were compared
 * @param chunks that each of them heard
 * @param least probability of a voice
 * @param largest probability of a voice
 */
public record HeardFinding(int streams, int chunks, double least, double largest) {
    private static final String MARK = "heard";

    /**
     * For another process to read.
     *
     * @return a line for {@link #ofLine}
     */
    public String toLine() {
        return String.join(
                "\t",
                MARK,
                Integer.toString(streams),
                Integer.toString(chunks),
                Double.toString(least),
                Double.toString(largest));
    }

    /**
     * Reads a line.
     *
     * @param line of a process
     * @return null if the line is something else
     */
    public static @Nullable HeardFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        return !cells[0].equals(MARK)
                ? null
                : new HeardFinding(
                        Integer.parseInt(cells[1]),
                        Integer.parseInt(cells[2]),
                        Double.parseDouble(cells[3]),
                        Double.parseDouble(cells[4]));
    }
}
