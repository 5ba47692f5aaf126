package io.github.lanewise.network;

import io.github.lanewise.memory.AlignedFloats;

/** Scratch memory that grows to the largest need so far and then allocates no more. */
final class Buffer {
    private AlignedFloats floats = AlignedFloats.allocate(0);

    /**
     * Room for a number of floats. What it held is lost when it grows.
     *
     * @param length floats needed
     * @return a buffer of at least that length, with meaningless contents
     */
    AlignedFloats atLeast(long length) {
        if (floats.length() < length) {
            floats = AlignedFloats.allocate(length);
        }
        return floats;
    }
}
