package io.github.lanewise.cli.picture;

import java.util.Arrays;
import java.util.List;

/** Draws a picture in pixels, two for each pixel of the screen in both directions so that it is sharp, and writes it as PNG. */
public final class Raster implements Canvas {
    private static final int SCALE = 2;

    /** A pixel of the screen is 1/96 inch. */
    private static final int PIXELS_PER_METRE = (int) Math.round(SCALE * 96 / 0.0254);

    private static final int WHITE = 0xffffff;

    private final int columns;

    /** 0xrrggbb, row by row, of the rows so far. */
    private int[] pixels = new int[0];

    /**
     * An empty picture.
     *
     * @param width in pixels of the screen
     */
    public Raster(int width) {
        columns = SCALE * width;
    }

    @Override
    public void horizontal(double x, double y, double length, Stroke stroke) {
        double left = SCALE * x;
        double right = SCALE * (x + length);
        double top = SCALE * (y - stroke.width() / 2);
        double bottom = SCALE * (y + stroke.width() / 2);
        int rgb = rgb(stroke.colour());
        for (int row = (int) Math.floor(top); row < bottom; row++) {
            double high = Math.min(bottom, row + 1) - Math.max(top, row);
            for (int column = (int) Math.floor(left); column < right; column++) {
                double wide = Math.min(right, column + 1) - Math.max(left, column);
                blend(column, row, rgb, high * wide);
            }
        }
    }

    @Override
    public void lines(Lines lines, Stroke stroke) {
        if (!lines.points().isEmpty()) {
            int rgb = rgb(stroke.colour());
            new LineCoverage(lines.points(), SCALE, stroke.width())
                    .forEach((column, row, share) -> blend(column, row, rgb, share));
        }
    }

    /** A pixel has the colour of the field in which its middle lies. */
    @Override
    public void fields(double x, double y, double width, double height, Fields fields) {
        int[] colours = fields.colours().stream().mapToInt(Raster::rgb).toArray();
        int endRow = Math.toIntExact(Math.round(SCALE * (y + height)));
        int endColumn = Math.toIntExact(Math.round(SCALE * (x + width)));
        for (int row = Math.toIntExact(Math.round(SCALE * y)); row < endRow; row++) {
            int fieldRow = part(row, y, height, fields.rows());
            for (int column = Math.toIntExact(Math.round(SCALE * x)); column < endColumn; column++) {
                int fieldColumn = part(column, x, width, fields.columns());
                blend(column, row, colours[fields.colour().applyAsInt(fieldColumn, fieldRow)], 1);
            }
        }
    }

    /** In which of the equal parts of a length the middle of a pixel lies. */
    private static int part(int pixel, double start, double length, int parts) {
        return Math.clamp((long) (((pixel + 0.5) / SCALE - start) * parts / length), 0, parts - 1);
    }

    @Override
    public void colourBar(double x, double y, double width, double height, List<String> colours) {
        int top = colours.size() - 1;
        fields(x, y, width, height, new Fields(1, colours.size(), colours, (column, row) -> top - row));
    }

    @Override
    public void text(double x, double y, Anchor anchor, TextStyle style, String text) {
        int size = style == TextStyle.TITLE ? 3 : 2;
        int rgb = rgb(style == TextStyle.LABEL ? "#333" : "#111");
        int before = switch (anchor) {
            case START -> 0;
            case MIDDLE -> BitmapFont.width(text) / 2;
            case END -> BitmapFont.width(text);
        };
        int left = Math.toIntExact(Math.round(SCALE * x)) - size * before;
        int top = Math.toIntExact(Math.round(SCALE * y)) - size * BitmapFont.ASCENT;
        BitmapFont.draw(text, (column, row) -> square(left + size * column, top + size * row, size, rgb));
    }

    private void square(int left, int top, int size, int rgb) {
        for (int row = top; row < top + size; row++) {
            for (int column = left; column < left + size; column++) {
                blend(column, row, rgb, 1);
            }
        }
    }

    /** Covers a share of a pixel, if it is one of the picture. */
    private void blend(int column, int row, int rgb, double share) {
        if (column < 0 || column >= columns || row < 0) {
            return;
        }
        makeRows(row + 1);
        int at = row * columns + column;
        int below = pixels[at];
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int from = (below >> shift) & 0xff;
            int to = (rgb >> shift) & 0xff;
            mixed |= (int) Math.round(from + share * (to - from)) << shift;
        }
        pixels[at] = mixed;
    }

    private void makeRows(int rows) {
        int before = pixels.length;
        if (rows * columns > before) {
            pixels = Arrays.copyOf(pixels, Math.max(rows * columns, 2 * before));
            Arrays.fill(pixels, before, pixels.length, WHITE);
        }
    }

    /** 0xrrggbb of {@code #rgb} or {@code #rrggbb}. */
    private static int rgb(String colour) {
        int number = Integer.parseInt(colour.substring(1), 16);
        if (colour.length() == 4) {
            return 0x11 * (((number & 0xf00) << 8) | ((number & 0xf0) << 4) | (number & 0xf));
        }
        return number;
    }

    @Override
    public byte[] document(int height) {
        makeRows(SCALE * height);
        return Png.encode(columns, SCALE * height, pixels, PIXELS_PER_METRE);
    }
}
