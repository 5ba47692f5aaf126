package io.github.lanewise.docs.outputs;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a page's commands in a copy of the repository, with the image's command on the path. */
final class Shell {
    private static final Set<String> NOT_COPIED = Set.of("target", ".git", ".venv", "node_modules");

    private static final String CHANGE_FOLDER = "cd ";

    private final Path folder;
    private final Path programs;
    private Path current;

    /**
     * Copies the repository, without what builds have left.
     *
     * @param repository what is copied
     * @param folder an empty folder, in which commands run
     * @param programs the folder of {@code lanewise}
     */
    Shell(Path repository, Path folder, Path programs) throws IOException {
        this.folder = folder;
        this.current = folder;
        this.programs = programs;
        Files.walkFileTree(repository, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (NOT_COPIED.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copyOf(directory));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, copyOf(file), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            private Path copyOf(Path path) {
                return folder.resolve(repository.relativize(path).toString());
            }
        });
    }

    /** Puts files where the commands expect them. */
    void give(String where, Map<String, String> given) throws IOException {
        for (Map.Entry<String, String> entry : given.entrySet()) {
            Optional<String> zeros = Zeros.shape(entry.getValue());
            if (zeros.isPresent()) {
                Zeros.write(current.resolve(entry.getKey()), zeros.get());
                continue;
            }
            Path file = folder.resolve(entry.getValue());
            if (!Files.isRegularFile(file)) {
                throw new PageException(where + ": expected the file " + entry.getValue()
                        + " of the repository, found none; mend the comment 'given'");
            }
            Files.copy(file, current.resolve(entry.getKey()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * What a command prints, to standard output and to standard error in the order in which it comes. After a
     * {@code cd} alone the next commands run in that folder.
     */
    List<String> run(String command) throws IOException, InterruptedException {
        if (command.startsWith(CHANGE_FOLDER)) {
            current = current.resolve(command.substring(CHANGE_FOLDER.length()));
            return List.of();
        }
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(current.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Map<String, String> environment = builder.environment();
        environment.put("PATH", programs + ":" + environment.get("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Of the build that runs this program; another one has its own.
        environment.keySet().removeIf(name -> name.startsWith("MAVEN_"));
        Process process = builder.start();
        List<String> lines;
        try (Stream<String> printed = process.inputReader().lines()) {
            lines = printed.filter(Masks::isShown).toList();
        }
        process.waitFor();
        return lines.stream().map(line -> line.replace(folder + "/", "")).toList();
    }
}
