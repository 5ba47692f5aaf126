package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A file for the final states of a run. */
final class StatesFile {
    private final OutputFile file;

    private StatesFile(OutputFile file) {
        this.file = file;
    }

    /**
     * A file that can be written, as far as one can tell without writing.
     *
     * @param path where
     * @param output the run's other file
     * @param sources files that it must not replace
     * @throws IOException if the file system does not answer
     * @throws FormatException if it cannot be written, with the reason
     */
    static StatesFile at(Path path, Path output, Path... sources) throws IOException {
        if (FileKind.of(path) != FileKind.SAFETENSORS) {
            throw new FormatException(
                    path, "", "a name that ends in .safetensors for the final states", "another ending", "");
        }
        if (path.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize())) {
            throw new FormatException(
                    path, "", "another file than the output", "the same", "a .safetensors output has the states too");
        }
        return new StatesFile(OutputFile.at(path, sources));
    }

    /**
     * Writes the states among the results.
     *
     * @return what was written, in one line
     * @throws IOException if it cannot be written, naming the file
     */
    String write(Map<String, Tensor> results, Set<String> names) throws IOException {
        Map<String, Tensor> states = new LinkedHashMap<>(results);
        states.keySet().retainAll(names);
        return file.write(states, null);
    }
}
