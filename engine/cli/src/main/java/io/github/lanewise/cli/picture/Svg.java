package io.github.lanewise.cli.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes a picture as SVG. */
public final class Svg implements Canvas {
    private final StringBuilder out = new StringBuilder();
    private final int width;
    private final String title;

    /**
     * An empty picture.
     *
     * @param width in pixels
     * @param title what it shows, for who cannot see it
     */
    public Svg(int width, String title) {
        this.width = width;
        this.title = title;
    }

    @Override
    public void horizontal(double x, double y, double length, Stroke stroke) {
        path("M" + number(x) + " " + number(y) + "h" + number(length), attributes(stroke));
    }

    @Override
    public void lines(Lines lines, Stroke stroke) {
        StringBuilder data = new StringBuilder();
        for (List<Lines.Point> line : lines.points()) {
            Lines.Point before = line.getFirst();
            data.append('M').append(number(before.x())).append(' ').append(number(before.y()));
            for (Lines.Point point : line.subList(1, line.size())) {
                if (point.x() == before.x()) {
                    data.append('V').append(number(point.y()));
                } else {
                    data.append('L').append(number(point.x())).append(' ').append(number(point.y()));
                }
                before = point;
            }
        }
        path(data, "fill=\"none\" " + attributes(stroke));
    }

    private static String attributes(Stroke stroke) {
        String colour = "stroke=\"" + stroke.colour() + "\"";
        return stroke.width() == 1 ? colour : colour + " stroke-width=\"" + number(stroke.width()) + "\"";
    }

    /** A path for each colour: strokes as high as a field, over as many columns as have that colour. */
    @Override
    public void fields(double x, double y, double width, double height, Fields fields) {
        StringBuilder[] paths = new StringBuilder[fields.colours().size()];
        Arrays.setAll(paths, colour -> new StringBuilder());
        for (int row = 0; row < fields.rows(); row++) {
            int from = 0;
            for (int column = 1; column <= fields.columns(); column++) {
                int colour = fields.colour().applyAsInt(from, row);
                if (column == fields.columns() || fields.colour().applyAsInt(column, row) != colour) {
                    paths[colour].append('M').append(from).append(' ').append(row);
                    paths[colour].append('h').append(column - from);
                    from = column;
                }
            }
        }
        line("<g transform=\"translate(" + number(x) + " " + number(y + height / 2 / fields.rows()) + ") scale("
                + width / fields.columns() + " " + height / fields.rows() + ")\" shape-rendering=\"crispEdges\">");
        for (int colour = 0; colour < paths.length; colour++) {
            if (!paths[colour].isEmpty()) {
                path(paths[colour], "stroke=\"" + fields.colours().get(colour) + "\"");
            }
        }
        line("</g>");
    }

    @Override
    public void colourBar(double x, double y, double width, double height, List<String> colours) {
        double each = height / colours.size();
        line("<g shape-rendering=\"crispEdges\">");
        for (int i = 0; i < colours.size(); i++) {
            // Each reaches a little below the next one, so that nothing shines through between them.
            line("<rect x=\"" + number(x) + "\" y=\"" + number(y + height - (i + 1) * each) + "\" width=\""
                    + number(width) + "\" height=\"" + number(each + 0.5) + "\" fill=\"" + colours.get(i) + "\"/>");
        }
        line("</g>");
    }

    @Override
    public void text(double x, double y, Anchor anchor, TextStyle style, String text) {
        String side = switch (anchor) {
            case START -> "start";
            case MIDDLE -> "middle";
            case END -> "end";
        };
        String kind = switch (style) {
            case LABEL -> "";
            case HEADING -> "heading";
            case TITLE -> "title";
        };
        line("<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + side + "\" class=\"" + kind
                + "\">" + escape(text) + "</text>");
    }

    private void path(CharSequence data, String attributes) {
        line("<path d=\"" + data + "\" " + attributes + "/>");
    }

    private void line(String markup) {
        out.append(markup).append('\n');
    }

    /** With two places at most. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    /**
     * Text as it stands in XML and HTML: nothing in it is markup, and nothing is a character that XML has not.
     *
     * @param text any characters
     * @return the text to write
     */
    public static String escape(String text) {
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

    @Override
    public byte[] document(int height) {
        String document = """
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
        return document.getBytes(StandardCharsets.UTF_8);
    }
}
