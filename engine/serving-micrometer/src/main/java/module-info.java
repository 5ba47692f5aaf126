/** Metrics of {@code io.github.lanewise.serving} in a Micrometer registry. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has no module descriptor
module io.github.lanewise.serving.micrometer {
    requires transitive io.github.lanewise.serving;
    requires transitive micrometer.core;
    // Not transitive: see the core's.
    requires static org.jspecify;

    exports io.github.lanewise.serving.micrometer;
}
