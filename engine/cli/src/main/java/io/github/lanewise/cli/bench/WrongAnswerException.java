package io.github.lanewise.cli.bench;

/** Vector code and scalar code give different bits, so nothing of them is timed. The message is one line. */
public final class WrongAnswerException extends Exception {
    private static final long serialVersionUID = 1;

    WrongAnswerException(String message) {
        super(message);
    }
}
