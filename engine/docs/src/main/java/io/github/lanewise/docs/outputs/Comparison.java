package io.github.lanewise.docs.outputs;

import java.util.List;
import java.util.Optional;

/** Compares what a page shows with what its command printed. */
final class Comparison {
    private Comparison() {}

    /**
     * The first line of the page that the command did not print in its place, or the first line that it printed beyond those of
     * the page; nothing if they agree.
     */
    static Optional<String> difference(Exchange exchange, List<String> printed) {
        Masks masks = new Masks(exchange.directives());
        List<String> expected = masks.masked(exchange.output());
        List<String> found = masks.masked(printed);
        return difference(expected, found, exchange.directives().excerpt());
    }

    /** {@code ...} stands for any number of lines, and in an excerpt so does the place between any two. */
    private static Optional<String> difference(List<String> expected, List<String> found, boolean excerpt) {
        // reached[j]: the expected lines so far can stand for exactly the first j lines found.
        boolean[] reached = new boolean[found.size() + 1];
        reached[0] = true;
        if (excerpt) {
            spread(reached);
        }
        for (int i = 0; i < expected.size(); i++) {
            boolean gap = expected.get(i).equals(Exchange.LEFT_OUT);
            boolean any = gap;
            if (!gap) {
                for (int j = found.size(); j >= 0; j--) {
                    reached[j] = j > 0 && reached[j - 1] && expected.get(i).equals(found.get(j - 1));
                    any |= reached[j];
                }
            }
            if (!any) {
                return Optional.of("not printed there: " + expected.get(i));
            }
            if (gap || excerpt) {
                spread(reached);
            }
        }
        int last = found.size();
        while (!reached[last]) {
            last--;
        }
        return last == found.size() ? Optional.empty() : Optional.of("not on the page: " + found.get(last));
    }

    /** From each place that is reached, all later ones are. */
    private static void spread(boolean[] reached) {
        for (int j = 1; j < reached.length; j++) {
            reached[j] |= reached[j - 1];
        }
    }
}
