package io.github.lanewise.cli.picture;

import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * What a picture is drawn on, white at first. Lengths are in pixels of the screen, y goes down. Colours are {@code #rgb} or
 * {@code #rrggbb}. What is outside of the picture is cut off.
 */
public interface Canvas {
    /** What of a text stands at its place. */
    enum Anchor {
        /** Its beginning. */
        START,
        /** Its middle. */
        MIDDLE,
        /** Its end. */
        END
    }

    /** What a text is. */
    enum TextStyle {
        /** Beside something. */
        LABEL,
        /** Above a part of the picture. */
        HEADING,
        /** Above the picture. */
        TITLE
    }

    /**
     * How a line looks.
     *
     * @param colour its colour
     * @param width its width
     */
    record Stroke(String colour, double width) {}

    /**
     * A grid of fields of one colour each.
     *
     * @param columns fields beside one another
     * @param rows fields below one another
     * @param colours the colours that there are
     * @param colour of a column and a row: which of the colours, from 0
     */
    record Fields(int columns, int rows, List<String> colours, IntBinaryOperator colour) {}

    /**
     * Draws a horizontal line.
     *
     * @param x of its left end
     * @param y of its middle: half of its width lies above, half below
     * @param length to the right
     * @param stroke how it looks
     */
    void horizontal(double x, double y, double length, Stroke stroke);

    /**
     * Draws lines through points.
     *
     * @param lines the points
     * @param stroke how all of them look
     */
    void lines(Lines lines, Stroke stroke);

    /**
     * Fills a rectangle with fields. Their edges are not smoothed.
     *
     * @param x of the left edge
     * @param y of the upper edge
     * @param width to the right
     * @param height down
     * @param fields what is in it
     */
    void fields(double x, double y, double width, double height, Fields fields);

    /**
     * Fills a rectangle with colours above one another.
     *
     * @param x of the left edge
     * @param y of the upper edge
     * @param width to the right
     * @param height down
     * @param colours the first is at the bottom
     */
    void colourBar(double x, double y, double width, double height, List<String> colours);

    /**
     * Writes a line of text.
     *
     * @param x of what the anchor says
     * @param y of the baseline
     * @param anchor what of the text stands at x
     * @param style what the text is
     * @param text any characters
     */
    void text(double x, double y, Anchor anchor, TextStyle style, String text);

    /**
     * The picture as a file.
     *
     * @param height of the picture
     * @return the bytes of the file
     */
    byte[] document(int height);
}
