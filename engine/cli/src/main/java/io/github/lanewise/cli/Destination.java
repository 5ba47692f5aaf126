package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where results go: a file, or standard output. */
sealed interface Destination permits OutputFile, PipedOutput {
    /**
     * Refuses a graph whose outputs the destination has no room for.
     *
     * @param outputs their names
     * @throws FormatException if there are too many
     */
    void requireRoom(Set<String> outputs) throws FormatException;

    /**
     * Refuses results that the destination has no room for.
     *
     * @param output of the shape to come, the first of the results
     * @param audio how sound is written; null if nothing says it
     * @throws FormatException if it has too many dimensions, or no elements
     */
    void requireRoom(Tensor output, @Nullable AudioFormat audio) throws FormatException;

    /**
     * Which of the results it takes.
     *
     * @param results their names, in order
     * @return those that {@link #write} writes
     */
    Set<String> takes(Set<String> results);

    /**
     * Writes results.
     *
     * @param results the tensors by name; a destination for one array gets the first
     * @param audio how sound is written; null if nothing says it
     * @return what was written, in one line
     * @throws IOException if it cannot be written, naming the destination
     */
    String write(Map<String, Tensor> results, @Nullable AudioFormat audio) throws IOException;
}
