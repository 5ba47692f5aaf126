package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.torch.pickle.PickleException;
import io.github.lanewise.formats.torch.pickle.PickleValues;
import io.github.lanewise.formats.torch.pickle.Unpickler;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} wrote before PyTorch 1.6: five pickles (a magic number, the protocol's version, the machine, the
 * object, the keys of the storages), then each storage as a count of elements and its bytes.
 */
final class LegacyTorchFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    /** A buffer's index is an int. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    private final Path path;
    private final ByteBuffer bytes;
    private final Unpickler unpickler;

    private LegacyTorchFile(Path path, ByteBuffer bytes) {
        this.path = path;
        this.bytes = bytes;
        unpickler = new Unpickler(bytes, new TorchObjects());
    }

    static TorchFile read(FileContents contents) throws FormatException {
        if (contents.size() > MAX_BYTES) {
            throw new FormatException(
                    contents.path(),
                    "",
                    "at most " + MAX_BYTES + " bytes",
                    Long.toString(contents.size()),
                    "save it again as a zip");
        }
        return new LegacyTorchFile(contents.path(), contents.bytes().asByteBuffer()).read();
    }

    private TorchFile read() throws FormatException {
        try {
            require("PyTorch's magic number", MAGIC);
            require("protocol version 1001", PROTOCOL);
            ByteOrder order =
                    unpickler.read() instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))
                            ? ByteOrder.BIG_ENDIAN
                            : ByteOrder.LITTLE_ENDIAN;
            Map<String, TorchTensor> tensors = TorchNames.of(unpickler.read());
            Object keys = unpickler.read();
            if (!(keys instanceof List<?> list)) {
                throw new PickleException("a list of the storages' keys", PickleValues.describe(keys), "");
            }
            return new TorchFile(path, "PyTorch, before 1.6", tensors, storages(tensors, list, order), order);
        } catch (PickleException e) {
            throw TorchFile.refusal(path, "byte " + unpickler.position(), e);
        }
    }

    private void require(String what, Object expected) throws PickleException {
        Object found = unpickler.read();
        if (!expected.equals(found)) {
            throw new PickleException(what, PickleValues.describe(found), "give a file of torch.save");
        }
    }

    private Map<String, MemorySegment> storages(Map<String, TorchTensor> tensors, List<?> keys, ByteOrder order)
            throws FormatException {
        Map<String, Dtype> dtypes = new HashMap<>();
        tensors.values()
                .forEach(tensor ->
                        dtypes.put(tensor.storage().key(), tensor.storage().dtype()));
        Map<String, MemorySegment> storages = new HashMap<>();
        for (@Nullable Object key : keys) {
            Dtype dtype = key instanceof String text ? dtypes.get(text) : null;
            if (dtype == null) {
                // Its length in bytes is not known, and so not where the next one begins.
                throw new FormatException(
                        path, "byte " + bytes.position(), "a tensor for each storage", "none for " + key, "");
            }
            storages.put(String.valueOf(key), storage(String.valueOf(key), dtype, order));
        }
        for (Map.Entry<String, TorchTensor> tensor : tensors.entrySet()) {
            TorchStorage storage = tensor.getValue().storage();
            MemorySegment read = storages.get(storage.key());
            TorchFile.requireBytes(path, tensor.getKey(), storage, read == null ? 0 : read.byteSize());
        }
        return storages;
    }

    private MemorySegment storage(String key, Dtype dtype, ByteOrder order) throws FormatException {
        String where = "storage " + key + ", byte " + bytes.position();
        int elementBytes = Math.max(1, dtype.bits() / Byte.SIZE);
        long elements = bytes.remaining() < Long.BYTES ? -1 : bytes.order(order).getLong();
        if (elements < 0 || elements > bytes.remaining() / elementBytes) {
            throw new FormatException(
                    path,
                    where,
                    "its number of elements, and as many",
                    elements + " elements and " + bytes.remaining() + " bytes up to the file's end",
                    "the file is cut off");
        }
        int length = (int) (elements * elementBytes);
        MemorySegment segment =
                MemorySegment.ofBuffer(bytes.slice(bytes.position(), length).asReadOnlyBuffer());
        bytes.position(bytes.position() + length);
        return segment;
    }
}
