package io.github.lanewise.kernel;

/**
 * What a vector twin has for the warming: calls of a leaf that return at once. The compiler counts calls and turns of loops;
 * vector code that is not compiled yet is slow, and each of its operations is a method of the JDK that is counted and compiled
 * too, before ours.
 */
interface Counted {
    /**
     * Calls a leaf's methods once, for nothing.
     *
     * @param leaf one of this twin's
     * @param turns of an empty loop
     */
    void count(Leaf leaf, int turns);
}
