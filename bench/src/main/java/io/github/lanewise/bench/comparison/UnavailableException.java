package io.github.lanewise.bench.comparison;

import java.io.Serial;

/** An engine cannot run on this machine. The message says why and what to do. */
public final class UnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Why.
     *
     * @param message engine, reason and remedy
     * @param cause what was thrown
     */
    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
