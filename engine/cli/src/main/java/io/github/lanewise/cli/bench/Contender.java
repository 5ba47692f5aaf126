package io.github.lanewise.cli.bench;

/** What takes its turn with others in being timed. */
interface Contender {
    /**
     * Makes calls.
     *
     * @param calls how many
     * @return what they took together, in ns
     */
    long nanos(int calls);
}
