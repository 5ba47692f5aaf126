package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The files beside a model that its tensors name. Each is measured once, and what is read of all of them is bounded by their
 * sizes: a small model could name the same bytes of a large file again and again.
 */
public final class ExternalFiles {
    /** How many times a file's bytes may be read in all: tensors that are the same may share them. */
    private static final int TIMES = 16;

    /** The bytes that a file counts for at most, so that no sum overflows. */
    private static final long MAX_COUNTED = 1L << 50;

    private static final int BLOCK = 1 << 20;

    private final Refusals source;
    private final Siblings siblings;
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, String> checksums = new HashMap<>();
    private long bytes;
    private long left;

    ExternalFiles(Refusals source, Siblings siblings) {
        this.source = source;
        this.siblings = siblings;
    }

    /** The bytes of all files that have been named so far. */
    public long bytes() {
        return bytes;
    }

    long size(String where, String name) throws FormatException {
        Long known = sizes.get(name);
        if (known != null) {
            return known;
        }
        long size = reached(() -> siblings.size(where, name));
        sizes.put(name, size);
        bytes += Math.min(size, MAX_COUNTED);
        left += TIMES * Math.min(size, MAX_COUNTED);
        return size;
    }

    private interface Access<T> {
        T tried() throws IOException;
    }

    /** Reads from a file beside the model. It is read when elements are asked for, where only refusals are expected. */
    private static <T> T reached(Access<T> access) throws FormatException {
        try {
            return access.tried();
        } catch (FormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A part of a file, which has to lie within its {@link #size}. */
    ByteBuffer read(String where, String name, long offset, int length) throws FormatException {
        left -= length;
        if (left < 0) {
            throw source.refused(
                    where,
                    "tensors that take at most " + TIMES + " times the bytes of their files",
                    "more, since they share them",
                    "save the model in one file");
        }
        return part(where, name, offset, length);
    }

    private ByteBuffer part(String where, String name, long offset, int length) throws FormatException {
        ByteBuffer part = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return reached(() -> {
            siblings.read(where, name, offset, part);
            return part.flip();
        });
    }

    /** SHA-1 of a whole file, as hexadecimal digits. */
    String checksum(String where, String name) throws FormatException {
        String known = checksums.get(name);
        if (known != null) {
            return known;
        }
        MessageDigest digest = sha1();
        long size = size(where, name);
        for (long at = 0; at < size; at += BLOCK) {
            digest.update(part(where, name, at, (int) Math.min(BLOCK, size - at)));
        }
        String checksum = HexFormat.of().formatHex(digest.digest());
        checksums.put(name, checksum);
        return checksum;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }
}
