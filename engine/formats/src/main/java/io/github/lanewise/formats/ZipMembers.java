package io.github.lanewise.formats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The members of a zip file. Damage is refused with the file's name. */
final class ZipMembers implements AutoCloseable {
    private final Path path;
    private final ZipFile zip;

    private ZipMembers(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    static ZipMembers open(Path path) throws IOException {
        try {
            return new ZipMembers(path, new ZipFile(path.toFile()));
        } catch (ZipException | EOFException e) {
            throw damaged(path, "", e);
        }
    }

    private static FormatException damaged(Path path, String member, IOException e) {
        String found = e.getMessage() == null ? "one that is cut off" : "one that is damaged: " + e.getMessage();
        return new FormatException(path, member, "a zip file", found, "").causedBy(e);
    }

    List<String> names() {
        return zip.stream().map(ZipEntry::getName).toList();
    }

    /** What the directory says of a member, or null if there is none. */
    @Nullable
    ZipEntry entry(String name) {
        return zip.getEntry(name);
    }

    /** At most so many bytes of a member. The array grows as they come, whatever the directory says. */
    byte[] bytes(ZipEntry entry, int most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(most);
        } catch (ZipException | EOFException e) {
            throw damaged(path, entry.getName(), e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
