package io.github.lanewise.cli.trace;

import java.util.Locale;

/** Writes a picture as SVG: rectangles, lines and text. Lengths are in pixels, y goes down. */
final class Svg {
    private final StringBuilder out = new StringBuilder();
    private final int width;

    Svg(int width) {
        this.width = width;
    }

    Svg rectangle(double x, double y, double w, double h, String attributes) {
        return line("<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(w) + "\" height=\""
                + number(h) + "\" " + attributes + "/>");
    }

    /** A line through points, as SVG's path data has them. */
    Svg path(CharSequence data, String attributes) {
        return line("<path d=\"" + data + "\" " + attributes + "/>");
    }

    /** Text that begins, ends or has its middle at a place. */
    Svg text(double x, double y, String anchor, String kind, String text) {
        return line("<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\" class=\""
                + kind + "\">" + escape(text) + "</text>");
    }

    /** Opens a group; {@link #end} closes it. */
    Svg begin(String attributes) {
        return line("<g " + attributes + ">");
    }

    Svg end() {
        return line("</g>");
    }

    private Svg line(String markup) {
        out.append(markup).append('\n');
        return this;
    }

    /** With two places at most. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    /** Text as it stands in XML and HTML: nothing in it is markup, and nothing is a character that XML has not. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(Character.isISOControl(c) || isNoCharacter(c) ? 0xfffd : c);
            }
        });
        return escaped.toString();
    }

    private static boolean isNoCharacter(int c) {
        return (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) || (c & 0xfffe) == 0xfffe;
    }

    /**
     * The picture.
     *
     * @param title what it shows, for who cannot see it
     * @param height in pixels
     */
    String document(String title, int height) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                <title>%3$s</title>
                <style>
                text { font: 12px system-ui, sans-serif; fill: #333; }
                .title { font-size: 15px; font-weight: 600; fill: #111; }
                .heading { font-size: 13px; fill: #111; }
                </style>
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                %4$s</svg>
                """.formatted(width, height, escape(title), out);
    }
}
