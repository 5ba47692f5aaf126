/**
 * Lanewise: inference for recurrent networks (LSTM, GRU, RNN) in pure Java, with the JDK's Vector API.
 *
 * <p>The public face is {@link io.github.lanewise}; {@link io.github.lanewise.spec} describes what a model is. Everything
 * else is internal.
 */
module io.github.lanewise.core {
    requires jdk.incubator.vector;
    // Events are for where there is a Flight Recorder; small images do without.
    requires static jdk.jfr;
    // Not transitive: javac reads a transitive module even where it is static, so that each user would have to add it.
    // Whoever compiles without the annotations does not see them, and gets no warning.
    requires static org.jspecify;

    exports io.github.lanewise;
    exports io.github.lanewise.spec;
}
