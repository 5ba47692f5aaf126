package io.github.lanewise.cli.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Ends the answers of a stream when the JVM is told to end: by SIGTERM, SIGINT or SIGHUP. The thread that reads may wait for a row
 * meanwhile, and goes with the JVM.
 */
public final class ShutdownEnd implements AutoCloseable {
    /** Half of what container engines grant before they kill. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Answers answers;
    private final Consumer<IOException> failed;
    private final Thread hook = new Thread(this::end, "lanewise-stream-end");

    private ShutdownEnd(Answers answers, Consumer<IOException> failed) {
        this.answers = answers;
        this.failed = failed;
    }

    /**
     * Ends answers from now on when the JVM ends.
     *
     * @param answers to end
     * @param failed told what goes wrong then
     * @return what undoes it
     */
    public static ShutdownEnd of(Answers answers, Consumer<IOException> failed) {
        ShutdownEnd end = new ShutdownEnd(answers, failed);
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    /** In a thread of its own: a reader that does not read keeps the last answers from being written, and the JVM from ending. */
    private void end() {
        Thread ending = new Thread(this::endAnswers, "lanewise-stream-last-answers");
        ending.setDaemon(true);
        ending.start();
        try {
            if (!ending.join(LIMIT)) {
                failed.accept(
                        new IOException("standard output: expected a reader that takes the last answers, found none"
                                + " in " + LIMIT.toSeconds() + " s"));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void endAnswers() {
        try {
            answers.end();
        } catch (IOException e) {
            failed.accept(e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending, and the hook with it.
        }
    }
}
