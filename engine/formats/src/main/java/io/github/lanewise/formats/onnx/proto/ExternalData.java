package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a tensor's bytes stand in a file beside the model: TensorProto.external_data, whose entries are location, offset,
 * length and checksum. Checked when it is made; read when somebody asks for elements.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/ExternalData.md">the description</a>
 */
final class ExternalData implements RawData {
    private static final Set<String> KEYS = Set.of("location", "offset", "length", "checksum");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-fA-F]{40}");

    /** Of other systems' paths: separators, drives and streams, and what no name has. */
    private static final Pattern FOREIGN = Pattern.compile("[\\\\:\\p{Cntrl}]");

    private final Refusals source;
    private final String where;
    private final String name;
    private final long offset;
    private final long length;

    private ExternalData(Refusals source, String where, String name, long offset, long length) {
        this.source = source;
        this.where = where;
        this.name = name;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Checks a tensor's entries.
     *
     * @param where the tensor, for messages
     * @param entries texts by their keys
     */
    static ExternalData of(Refusals source, String where, Map<String, String> entries) throws FormatException {
        Set<String> others = new TreeSet<>(entries.keySet());
        others.removeAll(KEYS);
        if (!others.isEmpty()) {
            throw source.refused(
                    where + ", external_data",
                    "the entries " + String.join(", ", new TreeSet<>(KEYS)) + " only",
                    String.join(", ", others),
                    "");
        }
        String name = name(source, where, entries.getOrDefault("location", ""));
        long size = source.externalFiles().size(where, name);
        long offset = number(source, where, "offset", entries.getOrDefault("offset", "0"));
        long length = entries.containsKey("length")
                ? number(source, where, "length", entries.get("length"))
                : Math.max(0, size - offset);
        if (offset > size || length > size - offset) {
            throw source.refused(
                    where + ", external_data",
                    "bytes within the " + size + " of the file '" + name + "'",
                    length + " bytes from " + offset,
                    "the file is cut off, or another one than the model was saved with");
        }
        requireChecksum(source, where, name, entries);
        return new ExternalData(source, where, name, offset, length);
    }

    /** A relative path that stays in the model's folder whatever the system makes of its characters. */
    private static String name(Refusals source, String where, String location) throws FormatException {
        List<String> parts = List.of(location.split("/", -1));
        // A folder's own name for itself changes nothing, and would make several names of one file.
        String name = parts.stream().filter(part -> !part.equals(".")).collect(Collectors.joining("/"));
        boolean upward = parts.contains("..") || parts.contains("") || name.isEmpty();
        if (upward || FOREIGN.matcher(location).find()) {
            throw source.refused(
                    where + ", external_data, location",
                    "a relative path with slashes that does not leave the model's folder",
                    "'" + location + "'",
                    "save the model in one file");
        }
        return name;
    }

    private static long number(Refusals source, String where, String key, String text) throws FormatException {
        if (!NUMBER.matcher(text).matches()) {
            throw source.refused(
                    where + ", external_data, " + key, "a whole number of at most 18 digits", "'" + text + "'", "");
        }
        return Long.parseLong(text);
    }

    private static void requireChecksum(Refusals source, String where, String name, Map<String, String> entries)
            throws FormatException {
        String expected = entries.get("checksum");
        if (expected == null) {
            return;
        }
        String place = where + ", external_data, checksum";
        if (!SHA1.matcher(expected).matches()) {
            throw source.refused(place, "SHA-1 as 40 hexadecimal digits", "'" + expected + "'", "");
        }
        String found = source.externalFiles().checksum(where, name);
        if (!found.equals(expected.toLowerCase(Locale.ROOT))) {
            throw source.refused(
                    place,
                    expected + " for the file '" + name + "'",
                    found,
                    "the file is damaged, or another one than the model was saved with");
        }
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public ByteBuffer read(long from, int count) throws FormatException {
        return source.externalFiles().read(where, name, offset + from, count);
    }

    @Override
    public String describe() {
        return length + " bytes in '" + name + "'";
    }
}
