package io.github.lanewise.bench.jmh;

/** Activation functions of one implementation over a buffer of its own, in place. Not thread-safe. */
interface ActivationPasses {
    /** Where inputs may begin: so many floats of them lie behind the first ones. */
    int SHIFTS = 16;

    /**
     * Fills the buffer with inputs.
     *
     * @param from the first input's index, below {@link #SHIFTS}
     */
    void load(int from);

    /** Logistic function of the whole buffer. */
    void sigmoid();

    /** Hyperbolic tangent of the whole buffer. */
    void tanh();

    /** A copy of the buffer. */
    float[] values();
}
