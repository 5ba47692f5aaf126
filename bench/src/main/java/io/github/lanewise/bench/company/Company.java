package io.github.lanewise.bench.company;

import java.io.IOException;

/**
 * What else a process does before the engine's steps are timed in it. Some of what the JIT compiler knows about the JDK's
 * methods is known for the whole process, so code that shares nothing with the engine can slow it down. A company with
 * third-party code is found through {@link java.util.ServiceLoader}.
 */
public interface Company {
    /**
     * For the names of rows.
     *
     * @return a word or several, with hyphens
     */
    String name();

    /**
     * For the page.
     *
     * @return what it does, without an end
     */
    String description();

    /**
     * How many rounds are kept before something is timed: enough for its code to be compiled, in a second or so.
     *
     * @return rounds
     */
    int rounds();

    /**
     * Does its work.
     *
     * @param rounds how often, at least 1
     * @return a sum over what was computed, the same for the same rounds, so that no compiler leaves the work out
     * @throws IOException if a file could not be written or read
     */
    double keep(int rounds) throws IOException;
}
