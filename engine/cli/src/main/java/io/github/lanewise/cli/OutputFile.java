package io.github.lanewise.cli;

import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file for results, by its ending: {@code .safetensors} for all of them, {@code .npy}, {@code .csv} and {@code .wav} for
 * the first. It is there only once it is complete.
 */
final class OutputFile implements Destination {
    private final Path path;
    private final FileKind kind;

    private OutputFile(Path path, FileKind kind) {
        this.path = path;
        this.kind = kind;
    }

    /**
     * A file that can be written, as far as one can tell without writing.
     *
     * @param path where
     * @param sources files that it must not replace
     * @return the file, not written yet
     * @throws IOException if the file system does not answer
     * @throws FormatException if it cannot be written, with the reason
     */
    static OutputFile at(Path path, Path... sources) throws IOException {
        FileKind kind = FileKind.of(path);
        requirePlace(path, sources);
        return new OutputFile(path, kind);
    }

    /**
     * Requires a place where a file can be written, as far as one can tell without writing.
     *
     * @param path where
     * @param sources files that it must not replace
     * @throws IOException if the file system does not answer
     * @throws FormatException if it cannot be written, with the reason
     */
    static void requirePlace(Path path, Path... sources) throws IOException {
        Path directory = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
        if (!Files.isDirectory(directory)) {
            throw new FormatException(
                    path, "", "a directory to write in", "none", "make " + directory + ", or choose another place");
        }
        if (Files.isDirectory(path)) {
            throw new FormatException(path, "", "a file to write to", "a directory", "give the name of a file");
        }
        if (!Files.isWritable(Files.exists(path) ? path : directory) || !Files.isWritable(directory)) {
            throw new FormatException(
                    path, "", "a place that may be written", "none", "check its permissions, or choose another place");
        }
        for (Path source : sources) {
            if (Files.exists(path) && Files.exists(source) && Files.isSameFile(path, source)) {
                throw new FormatException(
                        path, "", "another file than those read", source.toString(), "choose another name");
            }
        }
    }

    @Override
    public void requireRoom(Set<String> outputs) {
        // Files of one array get the first, and the report says which that is.
    }

    @Override
    public void requireRoom(Tensor output, @Nullable AudioFormat audio) throws FormatException {
        if (kind == FileKind.WAV && (audio == null || output.rank() != 2 || output.size(1) != 1)) {
            throw new FormatException(
                    path,
                    "",
                    "one sample a time step, and a sample rate, for .wav",
                    audio == null
                            ? "no sample rate of the input or the model, or frames of sound"
                            : "shape " + output.shapeText(),
                    "write .npy or .safetensors");
        }
        if (kind == FileKind.CSV && (output.rank() > 2 || output.data().length == 0)) {
            throw new FormatException(
                    path,
                    "",
                    "an output of one or two dimensions with at least one element for .csv",
                    "shape " + output.shapeText(),
                    "write .npy or .safetensors");
        }
    }

    @Override
    public Set<String> takes(Set<String> results) {
        return kind == FileKind.SAFETENSORS
                ? results
                : Set.of(results.iterator().next());
    }

    @Override
    public String write(Map<String, Tensor> results, @Nullable AudioFormat audio) throws IOException {
        switch (kind) {
            case SAFETENSORS -> {
                SafetensorsWriter writer = new SafetensorsWriter();
                results.forEach(writer::floats);
                writer.write(path);
                return String.join(", ", results.keySet()) + " in " + path;
            }
            case NPY -> Npy.write(path, first(results).getValue());
            case CSV -> Csv.write(path, first(results).getValue());
            case WAV -> {
                return writeSound(Objects.requireNonNull(audio, "asked for by requireRoom")
                        .sound(first(results).getValue()));
            }
        }
        return first(results).getKey() + " in " + path;
    }

    private static Map.Entry<String, Tensor> first(Map<String, Tensor> results) {
        return results.entrySet().iterator().next();
    }

    private String writeSound(Wav sound) throws IOException {
        try {
            sound.write(path);
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, "", "samples that the file can hold", String.valueOf(e.getMessage()), "");
        }
        int clipped = sound.clipped();
        return "output in " + path + (clipped == 0 ? "" : ", " + clipped + " samples clipped at full scale");
    }
}
