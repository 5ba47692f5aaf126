package io.github.lanewise.bench.flink;

/**
 * What grows with something else and costs something even without it.
 *
 * @param base at zero
 * @param slope for each one more
 */
record Line(double base, double slope) {
    /** Through two points; where noise would have it fall, it is flat. */
    static Line through(double x1, double y1, double x2, double y2) {
        double slope = Math.max(0, (y2 - y1) / (x2 - x1));
        return new Line(Math.max(0, y1 - slope * x1), slope);
    }

    double at(double x) {
        return base + slope * x;
    }
}
