package io.github.lanewise.cli.picture;

import java.util.ArrayList;
import java.util.List;

/** Lines through points, as a pen draws them. A line of one point is not seen. */
public final class Lines {
    /**
     * A place.
     *
     * @param x to the right
     * @param y down
     */
    record Point(double x, double y) {}

    private final List<List<Point>> lines = new ArrayList<>();
    private boolean lifted = true;

    /** Without a point. */
    public Lines() {}

    /**
     * Goes on to a point; from a lifted pen, a line begins there.
     *
     * @param x to the right
     * @param y down
     */
    public void to(double x, double y) {
        if (lifted) {
            lines.add(new ArrayList<>());
            lifted = false;
        }
        lines.getLast().add(new Point(x, y));
    }

    /** Ends the line. */
    public void lift() {
        lifted = true;
    }

    /** The points of each line; not a copy. */
    List<List<Point>> points() {
        return lines;
    }
}
