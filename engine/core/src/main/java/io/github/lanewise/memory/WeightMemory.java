package io.github.lanewise.memory;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * The memory outside the heap of one model's weights. {@link #close} frees it at once; otherwise it is freed when its owner is
 * collected. A later read throws an {@link IllegalStateException}, also in the middle of a call, and never sees other memory.
 * Thread-safe.
 */
public final class WeightMemory implements AutoCloseable {
    private @Nullable Arena arena;
    private boolean closed;

    /** With a thread of its own, so only where there is something to free. */
    private static final class Freeing {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /** Memory of no size yet. Nothing is reserved for a model that computes with scalar code, whose weights lie in arrays. */
    public WeightMemory() {}

    /**
     * Allocates.
     *
     * @param length floats, at least 0
     * @return the floats, zero at first
     * @throws IllegalArgumentException if the length is negative
     * @throws IllegalStateException if the memory is closed
     */
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
        WeightMemory memory = this;
        Freeing.CLEANER.register(owner, memory::close);
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
