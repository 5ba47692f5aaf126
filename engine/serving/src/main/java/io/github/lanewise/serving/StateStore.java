package io.github.lanewise.serving;

import org.jspecify.annotations.Nullable;

/**
 * Where the states of streams are that are not in memory: those of streams that were idle, and all of them after the executor has
 * closed. Called on the workers' threads, of one stream by one thread at a time. What it throws fails the row that needed it.
 *
 * @param <K> identifies streams
 */
public interface StateStore<K> {
    /**
     * Keeps a state.
     *
     * @param stream whose
     * @param state as {@link io.github.lanewise.State#toBytes()} saves it
     */
    void save(K stream, byte[] state);

    /**
     * A state that was saved.
     *
     * @param stream whose
     * @return its bytes, or null for a stream that is new
     */
    byte @Nullable [] load(K stream);

    /**
     * Forgets a stream that has ended. Does nothing where there is none.
     *
     * @param stream whose
     */
    void remove(K stream);
}
