package io.github.lanewise.docs.site;

/** The site cannot be made of these pages; the message says which page, and what to do. */
final class SiteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiteException(String message) {
        super(message);
    }
}
