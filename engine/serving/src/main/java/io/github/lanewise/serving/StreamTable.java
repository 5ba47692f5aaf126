package io.github.lanewise.serving;

import io.github.lanewise.State;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one worker that are in memory, in the order in which they were used last. Those that were not used for long, or
 * are more than may be, are saved and leave.
 *
 * @param <K> identifies streams
 */
final class StreamTable<K> {
    private final Map<K, ActiveStream<K>> streams = new HashMap<>();
    private final StateStore<K> store;
    private final ServingMetrics metrics;
    private final int most;
    private final long idleNanos;
    private @Nullable ActiveStream<K> oldest;
    private @Nullable ActiveStream<K> newest;

    StreamTable(StateStore<K> store, ServingMetrics metrics, int most, long idleNanos) {
        this.store = store;
        this.metrics = metrics;
        this.most = most;
        this.idleNanos = idleNanos;
    }

    /** A stream, which is the last one used now. */
    ActiveStream<K> use(K key) {
        ActiveStream<K> stream = streams.get(key);
        if (stream == null) {
            stream = new ActiveStream<>(key);
            streams.put(key, stream);
        } else {
            unlink(stream);
        }
        stream.lastUsed = System.nanoTime();
        stream.before = newest;
        if (newest == null) {
            oldest = stream;
        } else {
            newest.after = stream;
        }
        newest = stream;
        return stream;
    }

    /** The state of a stream for a version of the model, from memory or from the store. */
    State state(ActiveStream<K> stream, ModelVersion version) {
        State state = stream.state;
        if (state == null) {
            byte[] saved = store.load(stream.key());
            state = version.restore(saved);
            if (saved != null) {
                metrics.restored();
            }
        } else if (stream.version != version.number()) {
            state = version.takeOver(state, stream.version);
        }
        stream.state = state;
        stream.version = version.number();
        return state;
    }

    /** Forgets a stream that has ended. */
    void end(ActiveStream<K> stream) {
        store.remove(stream.key());
        stream.state = null;
    }

    /** Saves streams that are idle, or too many, until one is met that something waits for. */
    void evict(long now) {
        ActiveStream<K> stream = oldest;
        while (stream != null
                && stream.head() == null
                && (streams.size() > most || now - stream.lastUsed >= idleNanos)) {
            if (!saved(stream)) {
                stream.lastUsed = now; // tried again when it has been idle as long once more
                return;
            }
            remove(stream);
            metrics.evicted();
            stream = oldest;
        }
    }

    /** Saves every stream, as of a version of the model; how many could not be. */
    int saveAll(ModelVersion version) {
        int failed = 0;
        for (ActiveStream<K> stream : streams.values()) {
            if (stream.state != null) {
                state(stream, version);
            }
            if (!saved(stream)) {
                failed++;
            }
        }
        return failed;
    }

    private boolean saved(ActiveStream<K> stream) {
        State state = stream.state;
        if (state == null) {
            return true;
        }
        try {
            store.save(stream.key(), state.toBytes());
            return true;
        } catch (RuntimeException e) {
            System.getLogger("io.github.lanewise.serving")
                    .log(System.Logger.Level.WARNING, "state of stream '" + stream.key() + "' could not be saved", e);
            return false;
        }
    }

    private void remove(ActiveStream<K> stream) {
        unlink(stream);
        streams.remove(stream.key());
    }

    private void unlink(ActiveStream<K> stream) {
        ActiveStream<K> before = stream.before;
        ActiveStream<K> after = stream.after;
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        stream.before = null;
        stream.after = null;
    }
}
