package io.github.lanewise.cli;

import java.util.Locale;

/** The value of {@code --output-format}: how one array is written to standard output. */
enum ArrayFormat {
    /** A table of numbers. */
    CSV,
    /** NumPy's. */
    NPY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
