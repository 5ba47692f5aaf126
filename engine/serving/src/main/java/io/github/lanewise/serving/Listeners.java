package io.github.lanewise.serving;

/** What becomes of a listener's own failures: the stream goes on, and the log has a line. */
final class Listeners {
    private Listeners() {}

    static void logFailure(Object stream, Throwable failure) {
        System.getLogger("io.github.lanewise.serving")
                .log(System.Logger.Level.WARNING, "listener of stream '" + stream + "' failed", failure);
    }
}
