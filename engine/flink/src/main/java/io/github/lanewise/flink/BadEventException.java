package io.github.lanewise.flink;

import org.jspecify.annotations.Nullable;

/** An event that cannot be scored, with the reason. */
final class BadEventException extends Exception {
    private static final long serialVersionUID = 1L;

    BadEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
