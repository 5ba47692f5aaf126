package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import java.util.stream.Collectors;

/** What can compute on this machine, in words. */
final class Backends {
    private Backends() {}

    /**
     * What a backend computes with.
     *
     * @throws CommandException if it cannot compute here
     */
    static String describe(Backend backend) throws CommandException {
        try {
            return backend.describe();
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** All that can compute here, and why vectors cannot, if so. */
    static String available() {
        String names = Backend.available().stream().map(Backend::toString).collect(Collectors.joining(", "));
        try {
            describe(Backend.VECTOR);
            return names;
        } catch (CommandException e) {
            return names + "; " + e.getMessage();
        }
    }
}
