package io.github.lanewise.flink;

import io.github.lanewise.SwapMode;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A model on its way to the tasks of a job. It holds the file's bytes: Flink hands them to every task and keeps those of the model in
 * use in its checkpoints, once for each task.
 *
 * @param version larger than that of the model before; results name it
 * @param name the file's name, whose ending says how the bytes are read
 * @param bytes the file's contents
 * @param mode what becomes of the keys' states where the model takes the place of another
 */
@SuppressWarnings("ArrayRecordComponent") // Flink reads the component; equals and hashCode look into it
public record ModelUpdate(long version, String name, byte[] bytes, SwapMode mode) implements Serializable {
    /**
     * A model on its way.
     *
     * @throws NullPointerException if a part is missing
     */
    public ModelUpdate {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(mode, "mode");
    }

    /**
     * A model of a file in any format that {@link ModelFiles#read(Path)} reads.
     *
     * @param version larger than that of the model before
     * @param path the file
     * @param mode what becomes of the keys' states
     * @return the update
     * @throws IOException if the file cannot be read, or holds no model that is understood
     */
    public static ModelUpdate ofFile(long version, Path path, SwapMode mode) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String name = String.valueOf(path.getFileName());
        ModelFiles.read(bytes, name);
        return new ModelUpdate(version, name, bytes, mode);
    }

    /**
     * A model that this program has made, or has read with options of its own.
     *
     * @param version larger than that of the model before
     * @param spec the model
     * @param mode what becomes of the keys' states
     * @return the update
     * @throws IOException if there is no room for a temporary file
     */
    public static ModelUpdate of(long version, ModelSpec spec, SwapMode mode) throws IOException {
        Path file = Files.createTempFile("model", ".safetensors");
        try {
            ModelFiles.write(file, spec, Map.of());
            return new ModelUpdate(version, "model.safetensors", Files.readAllBytes(file), mode);
        } finally {
            Files.delete(file);
        }
    }

    /** Whether it holds the same file. */
    boolean sameModel(ModelUpdate other) {
        return name.equals(other.name) && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelUpdate update
                && version == update.version
                && mode == update.mode
                && sameModel(update);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version) * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "model version %d (%s, %d bytes, %s)".formatted(version, name, bytes.length, mode);
    }
}
