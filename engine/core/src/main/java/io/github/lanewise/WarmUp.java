package io.github.lanewise;

/**
 * What came of a warm-up.
 *
 * @param outcome whether vector code computes, and fast
 * @param message the same for people, in one sentence
 */
public record WarmUp(Outcome outcome, String message) {
    /** What computes from now on. */
    public enum Outcome {
        /** Vector code, measured to be fast. */
        WARM,
        /** Vector code that was forced, measured to be slower than scalar code. */
        SLOW,
        /** Scalar code: the backend is {@link Backend#SCALAR}, or vector code cannot be fast here; the message says why. */
        SCALAR,
        /** The limit passed. A model that began with scalar code goes on with that, and warming goes on too. */
        TIMED_OUT,
        /** The thread was interrupted while it waited; it still is. */
        INTERRUPTED
    }
}
