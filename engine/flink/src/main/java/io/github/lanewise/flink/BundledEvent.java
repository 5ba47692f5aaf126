package io.github.lanewise.flink;

import org.jspecify.annotations.Nullable;

/**
 * An event that waits for its step, and what came of it.
 *
 * @param <IN> the events
 */
final class BundledEvent<IN> {
    final Object key;
    final IN value;
    final float[] row;

    /** Of the event, as Flink has it; null for an event without one. */
    final @Nullable Long timestamp;

    /** By the clock that watches for idle keys. */
    final long seen;

    /** The next event of the same key. */
    @Nullable
    BundledEvent<IN> next;

    float @Nullable [] output;

    /** Why it has no output. */
    @Nullable
    IllegalArgumentException refusal;

    BundledEvent(Object key, IN value, float[] row, @Nullable Long timestamp, long seen) {
        this.key = key;
        this.value = value;
        this.row = row;
        this.timestamp = timestamp;
        this.seen = seen;
    }
}
