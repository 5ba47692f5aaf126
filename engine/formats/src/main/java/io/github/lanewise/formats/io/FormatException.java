package io.github.lanewise.formats.io;

import io.github.lanewise.formats.text.Messages;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A file whose bytes are not what they should be. The message is one line that says where, what and what to do. */
public final class FormatException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Longest of a message's parts; a file may hold names of any length. */
    private static final int MAX_PART = 600;

    /** The options with which the file can be read. */
    private final EnumSet<ReadOption> answers = EnumSet.noneOf(ReadOption.class);

    /**
     * A refusal. Parts that are empty are left out of the message.
     *
     * @param path the file
     * @param where the place in the file, for instance {@code tensor weight_ih_l0}
     * @param expected what should be there
     * @param found what is there
     * @param hint what to do about it
     */
    public FormatException(Path path, String where, String expected, String found, String hint) {
        super(message(path, where, expected, found, hint));
    }

    private FormatException(String message, Exception cause) {
        super(message, cause);
    }

    /**
     * A refusal by another class, put into this file's place.
     *
     * @param path the file
     * @param where the place in the file
     * @param cause whose message says the rest
     */
    public FormatException(Path path, String where, Exception cause) {
        super(path + ": " + (where.isEmpty() ? "" : Messages.shorten(where, MAX_PART) + ": ") + reason(cause), cause);
    }

    /**
     * This refusal, of what is a part of a file.
     *
     * @param path the file
     * @param part of it, for instance the name of an archive's member
     * @return a refusal of the file that names the part
     */
    public FormatException within(Path path, String part) {
        String message = String.valueOf(getMessage());
        String before = path + ": ";
        String rest = message.startsWith(before) ? message.substring(before.length()) : message;
        FormatException whole = new FormatException(before + part + ": " + rest, this);
        whole.answers.addAll(answers);
        return whole;
    }

    /**
     * Adds the options with which the file can be read.
     *
     * @param options that settle what the file leaves open
     * @return this
     */
    public FormatException answeredBy(ReadOption... options) {
        answers.addAll(List.of(options));
        return this;
    }

    /**
     * The options of {@link io.github.lanewise.formats.model.ReadOptions} with which the file can be read, where it only leaves
     * something open. A program that has its own names for the options can add these to the message.
     *
     * @return the options; none where no option helps
     */
    public Set<ReadOption> answers() {
        return Collections.unmodifiableSet(answers);
    }

    /**
     * Takes note of what led to this refusal.
     *
     * @param cause of it
     * @return this
     */
    public FormatException causedBy(Exception cause) {
        initCause(cause);
        return this;
    }

    private static String reason(Exception cause) {
        String message = cause.getMessage();
        return Messages.shorten(message == null ? cause.toString() : message, MAX_PART);
    }

    private static String message(Path path, String where, String expected, String found, String hint) {
        StringBuilder line = new StringBuilder(Messages.shorten(path.toString(), MAX_PART));
        append(line, ": ", where);
        append(line, ": expected ", expected);
        append(line, expected.isEmpty() ? ": found " : ", found ", found);
        append(line, "; ", hint);
        return line.toString();
    }

    private static void append(StringBuilder line, String before, String part) {
        if (!part.isEmpty()) {
            line.append(before).append(Messages.shorten(part, MAX_PART));
        }
    }
}
