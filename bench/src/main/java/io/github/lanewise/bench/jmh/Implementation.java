package io.github.lanewise.bench.jmh;

/** Who computes. */
public enum Implementation {
    /** Plain Java with {@link Math}, see {@link io.github.lanewise.bench.textbook}. */
    TEXTBOOK,
    /** The engine's scalar backend. */
    SCALAR,
    /** The engine's vector backend, at the width that the machine prefers. */
    VECTOR
}
