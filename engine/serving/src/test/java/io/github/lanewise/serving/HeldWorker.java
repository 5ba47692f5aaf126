package io.github.lanewise.serving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Keeps the worker of an executor busy, in a listener, until it is let go: what is submitted meanwhile waits. */
final class HeldWorker {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CompletableFuture<StepResult> result;

    /** Waits until the worker is held. */
    HeldWorker(StreamExecutor<String> executor) throws InterruptedException {
        result = executor.submit("holds the worker", new float[TestModels.INPUTS], new WhenDone(_ -> hold()));
        entered.await();
    }

    private void hold() {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void release() {
        released.countDown();
        result.join();
    }
}
