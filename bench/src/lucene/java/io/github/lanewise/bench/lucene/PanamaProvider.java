package io.github.lanewise.bench.lucene;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Makes sure that Lucene computes with the Vector API. It says so to its log and nowhere else; made before Lucene is first
 * used, this listens there, and keeps it off the terminal.
 */
final class PanamaProvider extends Handler {
    private static final String ENABLED = "Java vector incubator API enabled";

    private final List<String> messages = new ArrayList<>();

    /** Held, since the JDK's loggers are collected where nobody holds them. */
    private final Logger logger = Logger.getLogger("org.apache.lucene");

    PanamaProvider() {
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.INFO);
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(String.valueOf(record.getMessage()));
    }

    /**
     * Refuses the other provider.
     *
     * @throws IllegalStateException with what Lucene said
     */
    void require() {
        if (messages.stream().noneMatch(message -> message.startsWith(ENABLED))) {
            throw new IllegalStateException("lucene: expected its log to say '" + ENABLED + "', found " + messages
                    + "; it has to be first used in a JVM with --add-modules=jdk.incubator.vector");
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
