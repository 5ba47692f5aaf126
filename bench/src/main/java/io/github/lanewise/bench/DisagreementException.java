package io.github.lanewise.bench;

import java.io.Serial;

/** Two implementations gave different outputs, so that their speed is of no interest. */
public final class DisagreementException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A disagreement.
     *
     * @param message which output, expected and found
     */
    public DisagreementException(String message) {
        super(message);
    }
}
