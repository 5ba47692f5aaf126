package io.github.lanewise.cli;

import org.jspecify.annotations.Nullable;

/** The command cannot do what it was asked, for a reason that lies in no file. The message is one line. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        this(message, null);
    }

    CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
