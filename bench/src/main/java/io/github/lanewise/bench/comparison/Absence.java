package io.github.lanewise.bench.comparison;

import org.jspecify.annotations.Nullable;

/**
 * Why a contender was not measured. Travels as a line of text.
 *
 * @param contender its name
 * @param reason what it said
 */
public record Absence(String contender, String reason) {
    private static final String MARK = "absence";

    String toLine() {
        return MARK + "\t" + contender + "\t" + reason.replaceAll("\\s+", " ");
    }

    static @Nullable Absence ofLine(String line) {
        String[] cells = line.split("\t", -1);
        return cells[0].equals(MARK) ? new Absence(cells[1], cells[2]) : null;
    }
}
