package io.github.lanewise.bench.jmh;

/** What a stream's state consists of, for {@link SubnormalStateBenchmark}. */
public enum StreamState {
    /** Ordinary numbers. */
    NORMAL,
    /** Numbers below {@code Float.MIN_NORMAL} that stay there. */
    SUBNORMAL,
    /** The same stream in a model that makes them zeros. */
    FLUSHED
}
