package io.github.lanewise.formats;

import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;

/**
 * NumPy's archives of arrays: a zip file with a member {@code NAME.npy} for each.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.savez.html">numpy.savez</a>
 */
final class NpzFile {
    private static final String ENDING = ".npy";

    private NpzFile() {}

    static LoadedTensors read(Path path) throws IOException {
        InputFile.requireReadable(path);
        EmptyFile.refuse(path, Files.size(path), "an archive of NumPy's");
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        try (ZipMembers zip = ZipMembers.open(path)) {
            for (String member : zip.names()) {
                if (!member.endsWith(ENDING)) {
                    throw new FormatException(
                            path, "member " + member, "names that end in " + ENDING, "another ending", "");
                }
                ZipEntry entry = Objects.requireNonNull(zip.entry(member), "of the names");
                arrays.put(member.substring(0, member.length() - ENDING.length()), array(path, zip, entry));
            }
        }
        return new LoadedTensors(path, arrays);
    }

    private static Tensor array(Path path, ZipMembers zip, ZipEntry entry) throws IOException {
        byte[] bytes = zip.bytes(entry, Integer.MAX_VALUE - Long.BYTES);
        try (InputFile part = InputFile.of(path, bytes)) {
            return Npy.read(path, part);
        } catch (FormatException e) {
            throw e.within(path, entry.getName());
        }
    }
}
