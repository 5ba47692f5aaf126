package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.NoMemory;
import io.github.lanewise.matrix.PackedMatrix;

/**
 * What a vector twin has for the warming: calls of a leaf that end at once. C2 compiles what has been called often. Vector
 * code that is not compiled yet is slow, and each of its operations is a method of the JDK that would be counted and compiled
 * too, before ours. So most of the calls are made without memory: a method of ours that a leaf calls, {@code weights} or {@code
 * rowsOfSums}, throws {@link NoMemory}.
 *
 * <p>A leaf has no branch of its own for that. C2 would take the code behind such a branch for a rare case: the units of an
 * LSTM then took 235 ns for 64 units instead of 145, the products of (1, 32) 126 instead of 104 (Zen 4). The two methods have one,
 * and for each call that throws they are called twenty times more, for what they return: so C2 sees the exception as rare.
 *
 * <p>The exception is ours, made once. The JVM's own for a null pointer costs 6 to 12 µs; 5000 of them for each method were a
 * quarter of the time until a model was warm. The JVM also counts its own exceptions: after many for an index, C2 left checks of
 * indices in the leaf as calls, and (1, 32) took 540 ns instead of 330 (Zen 3).
 *
 * <p>What stands behind that call is seldom reached before C2 compiles the leaf, so C2 leaves methods of ours that are called there
 * out of line, unless they only return a field. So a leaf first asks whatever it has to ask, then calls the method that may
 * throw ({@code CountedLeavesTest}). Before, five such calls for each block and three for each vector of units took a fifth of a step
 * of (1, 32) and a tenth of one of (40, 64) (Zen 3).
 *
 * <p>C2 inlines small leaves ({@link Leaf#isSmall}) into {@link #count}, and the JVM counts them there no longer: such calls help little.
 *
 * <p>Code that is compiled already must not be called so: the JVM throws it away. In a process with many models, what was
 * compiled in its place boxed its vectors for as long as the process ran.
 */
interface Counted {
    /** Packed for vectors: for what a counting call asks for before it ends. */
    PackedMatrix SOME_WEIGHTS = ColumnRange.none(2).matrix();

    /**
     * Calls one of a leaf's methods without memory.
     *
     * @param leaf one of this twin's
     * @param call numbers of calls in a row reach all of the leaf's methods
     * @throws NoMemory as a rule
     */
    void count(Leaf leaf, int call);
}
