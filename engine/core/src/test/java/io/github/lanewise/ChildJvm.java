package io.github.lanewise;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for what a test has to say about flags, or must not have its own JVM's history in it. */
final class ChildJvm {
    private ChildJvm() {}

    /** What a main class of these tests prints, on the class path of a JVM with these flags. */
    static String run(Class<?> main, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        // Tests are patched into the module, so a class's own code source would not tell the two directories apart.
        Path target = Path.of(System.getProperty("user.dir"), "target");
        String path = target.resolve("classes") + File.pathSeparator + target.resolve("test-classes");
        command.addAll(List.of("-cp", path, main.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        }
    }
}
