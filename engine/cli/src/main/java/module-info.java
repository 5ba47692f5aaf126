/** The {@code lanewise} command: shows, runs, verifies and measures models. */
module io.github.lanewise.cli {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.github.lanewise.core;
    requires io.github.lanewise.formats;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires static org.jspecify;

    opens io.github.lanewise.cli to
            info.picocli;
}
