package io.github.lanewise.serving;

import io.github.lanewise.State;
import org.jspecify.annotations.Nullable;

/**
 * A stream that its worker has in memory, with what waits for it. A member of the worker's lists, which take no memory of their own.
 *
 * @param <K> identifies streams
 */
final class ActiveStream<K> {
    private final K key;

    /** Null until the first row begins. */
    @Nullable
    State state;

    /** The model version that the state is of. */
    long version;

    /** The streams that were used just before and after this one. */
    @Nullable
    ActiveStream<K> before;

    @Nullable
    ActiveStream<K> after;

    /** The stream behind this one that is ready for a step. */
    @Nullable
    ActiveStream<K> nextReady;

    /** By {@link System#nanoTime}. */
    long lastUsed;

    private @Nullable Submission<K, ?> head;
    private @Nullable Submission<K, ?> tail;

    ActiveStream(K key) {
        this.key = key;
    }

    K key() {
        return key;
    }

    /** The submission whose turn is next; null if none waits. */
    @Nullable
    Submission<K, ?> head() {
        return head;
    }

    void add(Submission<K, ?> submission) {
        if (tail == null) {
            head = submission;
        } else {
            tail.next = submission;
        }
        tail = submission;
    }

    void removeHead() {
        Submission<K, ?> first = head;
        if (first == null) {
            return;
        }
        head = first.next;
        first.next = null;
        if (head == null) {
            tail = null;
        }
    }
}
