package io.github.lanewise.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files in which Linux says what the machine is; on other systems there are none.
 *
 * @param root the directory that has {@code proc} and {@code sys}
 */
record SystemFiles(Path root) {
    /** The text of a file without white space around it; nothing where it cannot be read. */
    Optional<String> text(String path) {
        try {
            return Optional.of(
                    Files.readString(root.resolve(path), StandardCharsets.UTF_8).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** What follows a name and a colon, in the first line that has it. */
    Optional<String> value(String path, String name) {
        return lines(path).stream()
                .filter(line -> line.contains(":")
                        && line.substring(0, line.indexOf(':')).strip().equals(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
