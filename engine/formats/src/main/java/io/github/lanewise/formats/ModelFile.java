package io.github.lanewise.formats;

import io.github.lanewise.spec.ModelSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that was read from a file.
 *
 * @param path the file
 * @param spec the model
 * @param form one line that says where the architecture came from, for instance {@code config in the header}
 * @param unused the file's tensors that the model does not use, in the order of their data
 */
public record ModelFile(Path path, ModelSpec spec, String form, List<String> unused) {
    /** Copies the list. */
    public ModelFile {
        unused = List.copyOf(unused);
    }
}
