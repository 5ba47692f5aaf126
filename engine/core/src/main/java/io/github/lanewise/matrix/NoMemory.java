package io.github.lanewise.matrix;

/** Thrown where a leaf asks for memory that is not there: as a rule in a call that only counts, see {@code kernel.Counted}. */
public final class NoMemory extends RuntimeException {
    /** The only one, without a stack trace: one of its own would cost a counting call 3 µs instead of 0.2. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    public static final NoMemory INSTANCE = new NoMemory();

    private static final long serialVersionUID = 1;

    private NoMemory() {
        super("expected memory that is prepared for vectors, found none", null, false, false);
    }
}
