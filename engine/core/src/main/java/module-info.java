/**
 * Lanewise: inference for recurrent networks (LSTM, GRU, RNN) in pure Java, with the JDK's Vector API.
 *
 * <p>The public face is {@link io.github.lanewise}; {@link io.github.lanewise.spec} describes what a model is. Everything
 * else is internal.
 */
module io.github.lanewise.core {
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports io.github.lanewise;
    exports io.github.lanewise.spec;
}
