package io.github.lanewise.serving;

import org.jspecify.annotations.Nullable;

/**
 * Streams for which something waits, each once. They take turns: one that has had its step goes behind all others.
 *
 * @param <K> identifies streams
 */
final class ReadyStreams<K> {
    private @Nullable ActiveStream<K> first;
    private @Nullable ActiveStream<K> last;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    ActiveStream<K> first() {
        return first;
    }

    void add(ActiveStream<K> stream) {
        if (last == null) {
            first = stream;
        } else {
            last.nextReady = stream;
        }
        last = stream;
        size++;
    }

    @Nullable
    ActiveStream<K> poll() {
        ActiveStream<K> stream = first;
        if (stream != null) {
            first = stream.nextReady;
            stream.nextReady = null;
            if (first == null) {
                last = null;
            }
            size--;
        }
        return stream;
    }
}
