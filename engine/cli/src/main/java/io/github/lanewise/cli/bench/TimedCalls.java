package io.github.lanewise.cli.bench;

/** Calls whose times are also told one by one. */
interface TimedCalls extends Contender {
    /**
     * Makes calls, each between two readings of the clock.
     *
     * @param calls how many
     * @param clock what a reading takes in ns, which is taken off each
     * @param histogram where their times go
     */
    void record(int calls, long clock, LatencyHistogram histogram);
}
