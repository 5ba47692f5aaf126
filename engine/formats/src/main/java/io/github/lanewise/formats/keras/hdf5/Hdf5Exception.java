package io.github.lanewise.formats.keras.hdf5;

import java.io.Serial;

/** An HDF5 file that is refused: where, what was expected and what was found. */
public final class Hdf5Exception extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String where;
    private final String expected;
    private final String found;

    Hdf5Exception(String where, String expected, String found) {
        super(where + ": expected " + expected + ", found " + found);
        this.where = where;
        this.expected = expected;
        this.found = found;
    }

    /**
     * The place in the file.
     *
     * @return in words, with the address in bytes where that helps
     */
    public String where() {
        return where;
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
}
