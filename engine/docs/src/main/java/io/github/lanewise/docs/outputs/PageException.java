package io.github.lanewise.docs.outputs;

/** A page or what it names is not as {@link CheckPages} needs it; the message says where, and what to do. */
final class PageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PageException(String message) {
        super(message);
    }
}
