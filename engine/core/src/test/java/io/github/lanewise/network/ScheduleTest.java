package io.github.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static int[] rows(Schedule schedule) {
        return IntStream.range(0, schedule.batch()).map(schedule::row).toArray();
    }

    private static int[] lengths(Schedule schedule) {
        return IntStream.range(0, schedule.batch()).map(schedule::length).toArray();
    }

    private static int[] active(Schedule schedule) {
        return IntStream.range(0, schedule.steps()).map(schedule::active).toArray();
    }

    @Test
    void rowsOfOneLengthStayInTheirOrder() {
        Schedule schedule = new Schedule().uniform(3, 4);
        assertEquals(3, schedule.steps());
        assertEquals(4, schedule.batch());
        assertArrayEquals(new int[] {0, 1, 2, 3}, rows(schedule));
        assertArrayEquals(new int[] {3, 3, 3, 3}, lengths(schedule));
        assertArrayEquals(new int[] {4, 4, 4}, active(schedule));
    }

    @Test
    void longerRowsComeFirstAndEqualOnesInTheCallersOrder() {
        Schedule schedule = new Schedule().set(5, 6, new int[] {2, 5, 1, 2, 5, 2});
        assertArrayEquals(new int[] {1, 4, 0, 3, 5, 2}, rows(schedule));
        assertArrayEquals(new int[] {5, 5, 2, 2, 2, 1}, lengths(schedule));
        assertArrayEquals(new int[] {6, 5, 2, 2, 2}, active(schedule));
    }

    /** A last step that no row has: nobody runs there. */
    @Test
    void noRowHasToBeAsLongAsTheBatch() {
        Schedule schedule = new Schedule().set(4, 2, new int[] {1, 2});
        assertArrayEquals(new int[] {1, 0}, rows(schedule));
        assertArrayEquals(new int[] {2, 1, 0, 0}, active(schedule));
    }

    @Test
    void aBatchWithoutRows() {
        Schedule schedule = new Schedule().set(3, 0, new int[0]);
        assertEquals(0, schedule.batch());
        assertArrayEquals(new int[] {0, 0, 0}, active(schedule));
        assertArrayEquals(new int[] {0, 0}, active(schedule.uniform(2, 0)));
    }

    /** What a batch before, a larger one, has left behind does not count. */
    @Test
    void aScheduleIsUsedAgain() {
        Schedule schedule = new Schedule().set(9, 8, new int[] {9, 9, 9, 1, 2, 3, 4, 5});
        assertArrayEquals(new int[] {1, 0}, rows(schedule.set(3, 2, new int[] {1, 3})));
        assertArrayEquals(new int[] {2, 1, 1}, active(schedule));
        schedule.uniform(4, 3);
        assertArrayEquals(new int[] {0, 1, 2}, rows(schedule));
        assertArrayEquals(new int[] {4, 4, 4}, lengths(schedule));
        assertArrayEquals(new int[] {3, 3, 3, 3}, active(schedule));
        schedule.set(12, 9, new int[] {12, 1, 12, 1, 12, 1, 12, 1, 12});
        assertArrayEquals(new int[] {0, 2, 4, 6, 8, 1, 3, 5, 7}, rows(schedule));
    }

    @Test
    void aCopyIsAnothersAndStaysIt() {
        Schedule original = new Schedule().set(5, 3, new int[] {2, 5, 1});
        Schedule copy = new Schedule();
        copy.copyFrom(original);
        original.uniform(2, 1);
        assertEquals(5, copy.steps());
        assertArrayEquals(new int[] {1, 0, 2}, rows(copy));
        assertArrayEquals(new int[] {5, 2, 1}, lengths(copy));
        assertArrayEquals(new int[] {3, 2, 1, 1, 1}, active(copy));
    }

    @Test
    void lengthsBeyondTheStepsAreTheCallersMistake() {
        assertThrows(IndexOutOfBoundsException.class, () -> new Schedule().set(3, 1, new int[] {4}));
        assertThrows(IndexOutOfBoundsException.class, () -> new Schedule().set(3, 1, new int[] {0}));
    }

    /** Against sorting by the definition. */
    @Test
    void randomLengths() {
        SplittableRandom random = new SplittableRandom(7);
        Schedule schedule = new Schedule();
        for (int round = 0; round < 300; round++) {
            int steps = 1 + random.nextInt(12);
            int[] lengths = random.ints(random.nextInt(20), 1, steps + 1).toArray();
            schedule.set(steps, lengths.length, lengths);
            int[] expected = IntStream.range(0, lengths.length)
                    .boxed()
                    .sorted((a, b) -> lengths[a] != lengths[b] ? lengths[b] - lengths[a] : a - b)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertArrayEquals(expected, rows(schedule));
            for (int t = 0; t < steps; t++) {
                int step = t;
                assertEquals(
                        Arrays.stream(lengths).filter(length -> length > step).count(), schedule.active(t));
            }
        }
    }
}
