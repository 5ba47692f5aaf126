package io.github.lanewise.serving;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps states as bytes on the heap. Thread-safe.
 *
 * @param <K> identifies streams
 */
public final class InMemoryStateStore<K> implements StateStore<K> {
    private final ConcurrentMap<K, byte[]> states = new ConcurrentHashMap<>();

    /** A store without states. */
    public InMemoryStateStore() {}

    @Override
    public void save(K stream, byte[] state) {
        states.put(stream, state);
    }

    @Override
    public byte @Nullable [] load(K stream) {
        return states.get(stream);
    }

    @Override
    public void remove(K stream) {
        states.remove(stream);
    }

    /**
     * How many states there are.
     *
     * @return streams
     */
    public int size() {
        return states.size();
    }
}
