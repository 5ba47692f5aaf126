package io.github.lanewise.cli.trace;

import java.util.List;

/**
 * A colour scale that people who confuse colours can read: along the scale, or along each half of it, the lightness only
 * rises or only falls.
 *
 * @param colours at equal distances, as CSS has them; interpolated in between
 */
record Palette(List<String> colours) {
    /** From 0, dark blue, to 1, pale yellow. */
    static final Palette SEQUENTIAL =
            new Palette(List.of("#0b1f3f", "#174a7c", "#1f7a8c", "#5bb08a", "#b9d97c", "#fbf6c8"));

    /** From negative, blue, over white to positive, orange. */
    static final Palette DIVERGING = new Palette(List.of("#123f78", "#4f93c9", "#f3f3f1", "#e5924d", "#8a3606"));

    static Palette of(ValueRange range) {
        return range.signed() ? DIVERGING : SEQUENTIAL;
    }

    /** The colour at a position from 0 to 1, as CSS has it; grey for NaN. */
    String at(double position) {
        if (Double.isNaN(position)) {
            return "#808080";
        }
        double place = position * (colours.size() - 1);
        int below = Math.min((int) place, colours.size() - 2);
        double share = place - below;
        StringBuilder out = new StringBuilder("#");
        for (int at = 1; at < 7; at += 2) {
            int from = Integer.parseInt(colours.get(below).substring(at, at + 2), 16);
            int to = Integer.parseInt(colours.get(below + 1).substring(at, at + 2), 16);
            out.append("%02x".formatted(Math.round(from + share * (to - from))));
        }
        return out.toString();
    }
}
