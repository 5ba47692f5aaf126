package io.github.lanewise.memory;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * The memory outside the heap of one model's weights. {@link #close} frees it at once; otherwise it is freed when its owner is
 * collected. A later read throws an {@link IllegalStateException}, also in the middle of a call, and never sees other memory.
 * Thread-safe.
 */
public final class WeightMemory implements FloatMemory, AutoCloseable {
    private @Nullable Arena arena;
    private boolean closed;

    /** What frees it. The cleaner has a thread of its own, so it is made only where there is something to free. */
    private record Freeing(WeightMemory memory) implements Runnable {
        static final Cleaner CLEANER = Cleaner.create();

        @Override
        public void run() {
            memory.close();
        }
    }

    /** Memory of no size yet. Nothing is reserved for a model that computes with scalar code, whose weights lie in arrays. */
    public WeightMemory() {}

    @Override
    @SuppressWarnings("MustBeClosed") // it is, by close
    public synchronized AlignedFloats allocate(long length) {
        if (closed) {
            throw new IllegalStateException("weights: expected memory of an open model, found a closed one's");
        }
        if (arena == null) {
            arena = Arena.ofShared();
        }
        return AlignedFloats.allocate(arena, length);
    }

    /**
     * Frees the memory when an object is collected, unless it has been closed before.
     *
     * @param owner reachable for as long as the weights are read
     */
    public void freeWith(Object owner) {
        Freeing.CLEANER.register(owner, new Freeing(this));
    }

    /**
     * Whether the memory is freed.
     *
     * @return true once it is, and ever after
     */
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (arena != null) {
                arena.close();
            }
        }
    }
}
