package io.github.lanewise.cli.picture;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * How much of each pixel lines cover. Ends and corners are round. Where pieces of a line meet, the piece that covers most of a
 * pixel counts, so that no corner is darker than its line.
 */
final class LineCoverage {
    private final double scale;
    private final double half;
    private final int left;
    private final int top;
    private final int width;
    private final int height;
    private final float[] shares;

    /**
     * Of lines.
     *
     * @param lines at least one
     * @param scale pixels of a unit of their points and of their width
     * @param lineWidth in these units
     */
    LineCoverage(List<List<Lines.Point>> lines, double scale, double lineWidth) {
        this.scale = scale;
        half = scale * lineWidth / 2;
        DoubleSummaryStatistics x =
                lines.stream().flatMap(List::stream).mapToDouble(Lines.Point::x).summaryStatistics();
        DoubleSummaryStatistics y =
                lines.stream().flatMap(List::stream).mapToDouble(Lines.Point::y).summaryStatistics();
        left = first(scale * x.getMin());
        top = first(scale * y.getMin());
        width = end(scale * x.getMax()) - left;
        height = end(scale * y.getMax()) - top;
        shares = new float[width * height];
        for (List<Lines.Point> line : lines) {
            for (int i = 1; i < line.size(); i++) {
                cover(line.get(i - 1), line.get(i));
            }
        }
    }

    /** The first pixel that a line at a place may touch. */
    private int first(double place) {
        return (int) Math.floor(place - half - 0.5);
    }

    /** The pixel behind the last one that it may touch. */
    private int end(double place) {
        return (int) Math.ceil(place + half + 0.5);
    }

    private void cover(Lines.Point from, Lines.Point to) {
        double x = scale * from.x();
        double y = scale * from.y();
        double dx = scale * to.x() - x;
        double dy = scale * to.y() - y;
        double length2 = square(dx) + square(dy);
        int endRow = end(Math.max(y, y + dy));
        int endColumn = end(Math.max(x, x + dx));
        for (int row = first(Math.min(y, y + dy)); row < endRow; row++) {
            for (int column = first(Math.min(x, x + dx)); column < endColumn; column++) {
                // From the line's beginning to the middle of the pixel, then from the nearest place of the line.
                double px = column + 0.5 - x;
                double py = row + 0.5 - y;
                double along = length2 == 0 ? 0 : Math.clamp((px * dx + py * dy) / length2, 0, 1);
                double distance = Math.sqrt(square(px - along * dx) + square(py - along * dy));
                int at = (row - top) * width + column - left;
                shares[at] = Math.max(shares[at], (float) Math.clamp(half + 0.5 - distance, 0, 1));
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }

    /** Takes a pixel and how much of it is covered, from 0 to 1. */
    @FunctionalInterface
    interface Pixels {
        void pixel(int column, int row, double share);
    }

    /** Every pixel that may be covered. */
    void forEach(Pixels pixels) {
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                pixels.pixel(left + column, top + row, shares[row * width + column]);
            }
        }
    }
}
