package io.github.lanewise.serving;

/**
 * Told of each row's result on the worker's thread. It has to return soon, since the streams of that worker wait meanwhile. What it
 * throws is logged.
 *
 * @param <K> identifies streams
 */
public interface StepListener<K> {
    /**
     * A step was taken.
     *
     * @param stream whose
     * @param result what the model said
     */
    void done(K stream, StepResult result);

    /**
     * A step was not taken, and the stream stays where it was.
     *
     * @param stream whose
     * @param reason a {@link java.util.concurrent.TimeoutException} after the row's deadline, a {@link
     *     java.util.concurrent.CancellationException} where the row was cancelled or handed back, otherwise what went wrong
     */
    void failed(K stream, Throwable reason);
}
