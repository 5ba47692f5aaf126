package io.github.lanewise.cli.bench;

/** Is told how far a run has come. */
@FunctionalInterface
public interface Progress {
    /**
     * Between two slices of measuring.
     *
     * @param share of the run, from 0 to 1
     * @param what is being done
     */
    void at(double share, String what);
}
