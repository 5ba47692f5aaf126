package io.github.lanewise.serving;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What other threads have for one worker, in the order in which it came. Room is what bounds it: a place is taken before a
 * submission goes in, and given back by the worker once it begins, so everything that waits at the worker counts.
 *
 * @param <K> identifies streams
 */
final class Inbox<K> {
    /** How long a closed inbox waits at a time for threads that are on their way in. */
    private static final long ARRIVAL_NANOS = 20_000;

    private final Queue<Submission<K, ?>> queue = new ConcurrentLinkedQueue<>();
    private final int capacity;
    private final Semaphore room;

    /** Threads that are on their way in. Once there are none and the inbox is closed, nothing comes any more. */
    private final AtomicInteger arriving = new AtomicInteger();

    private volatile boolean closed;
    private volatile @Nullable Thread sleeper;

    Inbox(int capacity) {
        this.capacity = capacity;
        room = new Semaphore(capacity);
    }

    /**
     * Puts a submission in.
     *
     * @return false if there is no room and the thread is not to wait for it
     */
    boolean put(Submission<K, ?> submission, boolean waits) {
        arriving.incrementAndGet();
        try {
            if (closed) {
                throw new RejectedExecutionException("executor: expected an open one, found one that was closed");
            }
            if (!room.tryAcquire()) {
                if (!waits) {
                    return false;
                }
                waitForRoom();
            }
            queue.add(submission);
        } finally {
            arriving.decrementAndGet();
        }
        wake();
        return true;
    }

    private void waitForRoom() {
        try {
            room.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("executor: the thread was interrupted while it waited for room");
        }
    }

    /** The next submission, or null. */
    @Nullable
    Submission<K, ?> poll() {
        return queue.poll();
    }

    /** A submission has begun, or has been completed without that. */
    void giveBackRoom() {
        room.release();
    }

    /** What waits at the worker, here or in its streams. */
    int waiting() {
        return Math.max(0, capacity - room.availablePermits());
    }

    void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether nothing is here, and nothing will come. */
    boolean isFinished() {
        return closed && arriving.get() == 0 && queue.isEmpty();
    }

    /** Lets the worker's thread sleep until something comes, the inbox is closed or the time is over. */
    void sleep(long nanos) {
        sleeper = Thread.currentThread();
        if (queue.isEmpty()) {
            LockSupport.parkNanos(this, closed ? ARRIVAL_NANOS : nanos);
        }
        sleeper = null;
        boolean _ = Thread.interrupted(); // by a listener, say: it would keep the thread from sleeping
    }

    void wake() {
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
