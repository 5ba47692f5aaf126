package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.bytes.ContentsReader;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.bytes.ZipArchive;
import io.github.lanewise.formats.bytes.ZipMember;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * NumPy's archives of arrays: a zip file with a member {@code NAME.npy} for each.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.savez.html">numpy.savez</a>
 */
public final class Npz {
    private static final String ENDING = ".npy";

    private Npz() {}

    /**
     * Reads all arrays of an archive.
     *
     * @param contents of an {@code .npz} file
     * @return the arrays by their names
     * @throws FormatException if the bytes are no such archive, or an array is of a type that is not read
     */
    public static LoadedTensors read(FileContents contents) throws FormatException {
        Path path = contents.path();
        EmptyFile.refuse(path, contents.size(), "an archive of NumPy's");
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        ZipArchive zip = ZipArchive.open(contents);
        for (String name : zip.names()) {
            if (!name.endsWith(ENDING)) {
                throw new FormatException(path, "member " + name, "names that end in " + ENDING, "another ending", "");
            }
        }
        for (String name : zip.names()) {
            ZipMember member = Objects.requireNonNull(zip.member(name), "of the names");
            arrays.put(name.substring(0, name.length() - ENDING.length()), array(path, member));
        }
        return new LoadedTensors(path, arrays);
    }

    private static Tensor array(Path path, ZipMember member) throws FormatException {
        ContentsReader reader = new ContentsReader(path, member.bytes(Long.MAX_VALUE));
        try {
            return Npy.read(path, reader);
        } catch (FormatException e) {
            throw e.within(path, member.name());
        }
    }
}
