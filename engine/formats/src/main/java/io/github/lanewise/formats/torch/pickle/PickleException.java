package io.github.lanewise.formats.torch.pickle;

import java.io.Serial;

/** A pickle that is refused: where, what was expected and what was found. */
public final class PickleException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;
    private final String hint;

    /**
     * A refusal.
     *
     * @param expected what should be there
     * @param found what is there
     * @param hint what to do about it; may be empty
     */
    public PickleException(String expected, String found, String hint) {
        super("expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
        this.hint = hint;
    }

    /**
     * What should be there.
     *
     * @return in words
     */
    public String expected() {
        return expected;
    }

    /**
     * What is there.
     *
     * @return in words
     */
    public String found() {
        return found;
    }

    /**
     * What to do about it.
     *
     * @return in words; may be empty
     */
    public String hint() {
        return hint;
    }
}
