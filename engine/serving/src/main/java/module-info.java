/**
 * Many streams from many threads.
 *
 * <p>{@link io.github.lanewise.serving.StreamExecutor} takes rows of any number of streams from any thread, steps streams together,
 * keeps their states and changes models under load.
 */
module io.github.lanewise.serving {
    requires transitive io.github.lanewise.core;
    // Not transitive: see the core's.
    requires static org.jspecify;

    exports io.github.lanewise.serving;
}
