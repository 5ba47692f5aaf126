package io.github.lanewise.bench;

import io.github.lanewise.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The flags of the JVMs that measure. A JVM with the Vector API's module says so on its standard error stream, which no
 * option turns off; so the JVM that only starts others does without.
 */
public final class VectorJvm {
    /** JMH and some other engines use sun.misc.Unsafe, which JDK 25 warns about. */
    public static final List<String> FLAGS =
            List.of("--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow");

    /** How the JVM's line about its incubating modules begins. */
    public static final String NOTICE = "WARNING: Using incubator modules: ";

    private VectorJvm() {}

    /**
     * Prints what the engine computes with.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.println(Backend.AUTO.describe());
    }

    /** What the engine computes with in such a JVM: this one, if it has the module, otherwise one that is started for it. */
    static String engine() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return Backend.AUTO.describe();
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java, FLAGS.getFirst(), "-classpath", System.getProperty("java.class.path"), VectorJvm.class.getName());
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String engine = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return engine.isEmpty() ? "unknown, because " + VectorJvm.class.getName() + " printed nothing" : engine;
        } catch (IOException e) {
            return "unknown, because no JVM could be started: " + e.getMessage();
        }
    }
}
