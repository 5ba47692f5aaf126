package io.github.lanewise.flink;

import io.github.lanewise.State;
import org.jspecify.annotations.Nullable;

/**
 * A key with events in a bundle, and its state while they take their steps.
 *
 * @param <IN> the events
 */
final class BundledKey<IN> {
    final Object value;
    final BundledEvent<IN> first;
    private BundledEvent<IN> last;

    /** The event whose turn it is; null after the last one. */
    @Nullable
    BundledEvent<IN> turn;

    /** What Flink has of it; null for a new key. */
    @Nullable
    KeyState stored;

    /** Null until it has been read. */
    @Nullable
    State state;

    /** When the key was last seen, by the clock that watches for idle keys; null for a key that is not watched yet. */
    @Nullable
    Long lastSeen;

    /** What these two were before the step in hand, in case the model refuses the row; the state is null where it is the same. */
    @Nullable
    Long lastSeenBefore;

    @Nullable
    State stateBefore;

    /** Whether a step was taken. */
    boolean advanced;

    BundledKey(BundledEvent<IN> first) {
        value = first.key;
        this.first = first;
        last = first;
        turn = first;
    }

    void add(BundledEvent<IN> event) {
        last.next = event;
        last = event;
    }
}
