package io.github.lanewise;

import java.util.SplittableRandom;

/** Random numbers for tests: a seed that is printed, and can be given again with {@code -Dlanewise.test.seed}. */
public final class Seeds {
    private static final long SEED = Long.getLong("lanewise.test.seed", System.nanoTime());

    private Seeds() {}

    /**
     * A source of random numbers for one test.
     *
     * @param test whose
     * @return a new source
     */
    public static SplittableRandom random(Class<?> test) {
        System.out.println(test.getSimpleName() + ": -Dlanewise.test.seed=" + SEED);
        return new SplittableRandom(SEED);
    }
}
