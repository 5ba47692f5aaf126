package io.github.lanewise.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * What the turns of one workload have come to.
 *
 * @param stepNanos a step of slices, in the median of the slices
 * @param scalarNanos the same of scalar code
 * @param readNanos of the loop that reads as many bytes as the weights have; null without a read loop
 * @param timesScalar how many times as long scalar code takes, slice by slice in the median of the rounds
 * @param timesRead how many times as long as the read loop it takes, in the median of the rounds; null without a read loop
 * @param bytesAllocated on the heap, by a step; null where the JVM does not count
 * @param single steps one by one, without the clock's own time
 */
public record Times(
        double stepNanos,
        double scalarNanos,
        @Nullable Double readNanos,
        double timesScalar,
        @Nullable Double timesRead,
        @Nullable Double bytesAllocated,
        LatencyHistogram single) {}
