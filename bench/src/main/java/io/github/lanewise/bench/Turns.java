package io.github.lanewise.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The order in which processes that are compared run. */
public final class Turns {
    private Turns() {}

    /**
     * The order moves on from turn to turn, so that nobody always follows the same one.
     *
     * @param all in any order
     * @param turn from 0
     * @param <T> what takes turns
     * @return all of them, from another one on
     */
    public static <T> List<T> rotated(List<T> all, int turn) {
        List<T> order = new ArrayList<>(all);
        Collections.rotate(order, -turn);
        return order;
    }
}
