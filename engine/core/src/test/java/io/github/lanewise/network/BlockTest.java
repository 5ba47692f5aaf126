package io.github.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlockTest {
    /** Rows of 5, 4, 4 and 1 steps. */
    private static Schedule schedule() {
        return new Schedule().set(6, 4, new int[] {4, 1, 5, 4});
    }

    @Test
    void stepsCountFromItsBeginning() {
        Schedule schedule = schedule();
        Block block = new Block(schedule);
        assertSame(block, block.set(3, 2));
        assertSame(schedule, block.schedule());
        assertEquals(3, block.first());
        assertEquals(2, block.steps());
        assertEquals(4, block.batch());
        assertEquals(3, block.active(0));
        assertEquals(1, block.active(1));
    }

    @Test
    void stepsOfTheWholeBatchAreOneProduct() {
        Block block = new Block(new Schedule().uniform(6, 4)).set(1, 5);
        assertEquals(20, block.rowsTogether(0, 5));
        assertEquals(12, block.rowsTogether(2, 5));
        assertEquals(8, block.rowsTogether(0, 2));
        assertEquals(2, block.stepAfter(0, 8));
        assertEquals(5, block.stepAfter(2, 12));
    }

    @Test
    void aStepOfFewerRowsIsAProductOfItsOwn() {
        Block block = new Block(schedule()).set(0, 6);
        assertEquals(4, block.rowsTogether(0, 6));
        assertEquals(1, block.stepAfter(0, 4));
        assertEquals(3, block.rowsTogether(1, 6));
        assertEquals(2, block.stepAfter(1, 3));
        assertEquals(1, block.rowsTogether(4, 6));
        assertEquals(0, block.rowsTogether(5, 6));
        assertEquals(6, block.stepAfter(5, 0), "a step without rows is stepped over");
    }

    @Test
    void aBatchWithoutRowsHasNoProducts() {
        Block block = new Block(new Schedule().uniform(6, 0)).set(0, 6);
        assertEquals(6, block.stepAfter(2, 0));
    }

    @Test
    void aCopyHasAScheduleOfItsOwn() {
        Block original = new Block(schedule()).set(1, 3);
        Block copy = new Block(new Schedule());
        assertSame(copy, copy.copyFrom(original));
        assertNotSame(original.schedule(), copy.schedule());
        original.schedule().uniform(2, 1);
        original.set(0, 1);
        assertEquals(1, copy.first());
        assertEquals(3, copy.steps());
        assertEquals(4, copy.batch());
        assertEquals(3, copy.active(0));
    }

    /** Products as they follow each other cover every running row of the block once, in order. */
    @Test
    void productsCoverTheBlock() {
        SplittableRandom random = new SplittableRandom(11);
        Schedule schedule = new Schedule();
        for (int round = 0; round < 300; round++) {
            int steps = 1 + random.nextInt(10);
            int[] lengths = random.ints(1 + random.nextInt(6), 1, steps + 1).toArray();
            int first = random.nextInt(steps);
            Block block = new Block(schedule.set(steps, lengths.length, lengths));
            block.set(first, 1 + random.nextInt(steps - first));
            List<String> covered = new ArrayList<>();
            for (int step = 0; step < block.steps(); ) {
                int rows = block.rowsTogether(step, block.steps());
                for (int row = 0; row < rows; row++) {
                    covered.add((step + row / block.batch()) + ":" + row % block.batch());
                }
                step = block.stepAfter(step, rows);
            }
            List<String> expected = new ArrayList<>();
            for (int step = 0; step < block.steps(); step++) {
                for (int row = 0; row < block.active(step); row++) {
                    expected.add(step + ":" + row);
                }
            }
            assertEquals(expected, covered);
        }
    }
}
