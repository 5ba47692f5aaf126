package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Standard output for the first of the results.
 *
 * @param out standard output
 * @param format how it is written
 */
record PipedOutput(StandardOutput out, ArrayFormat format) implements Destination {
    private static final Path NAME = Path.of("standard output");

    @Override
    public void requireRoom(Set<String> outputs) throws FormatException {
        if (outputs.size() > 1) {
            throw new FormatException(
                    NAME,
                    "",
                    "a graph with one output",
                    "the outputs " + String.join(", ", outputs),
                    "write all of them to a file, with --output FILE.safetensors");
        }
    }

    @Override
    public void requireRoom(Tensor output, @Nullable AudioFormat audio) throws FormatException {
        if (format == ArrayFormat.CSV && (output.rank() > 2 || output.data().length == 0)) {
            throw new FormatException(
                    NAME,
                    "",
                    "an output of one or two dimensions with at least one element for csv",
                    "shape " + output.shapeText(),
                    "add --output-format npy");
        }
    }

    @Override
    public Set<String> takes(Set<String> results) {
        return Set.of(results.iterator().next());
    }

    @Override
    public String write(Map<String, Tensor> results, @Nullable AudioFormat audio) throws IOException {
        Map.Entry<String, Tensor> first = results.entrySet().iterator().next();
        switch (format) {
            case CSV -> Csv.write(out, first.getValue());
            case NPY -> Npy.write(out, first.getValue());
        }
        return first.getKey() + " to standard output as " + format;
    }
}
