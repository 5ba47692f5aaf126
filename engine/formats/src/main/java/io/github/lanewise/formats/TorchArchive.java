package io.github.lanewise.formats;

import io.github.lanewise.formats.pickle.PickleException;
import io.github.lanewise.formats.pickle.Unpickler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;

/**
 * What {@code torch.save} writes since PyTorch 1.6, and TorchScript: a zip file with the pickle {@code NAME/data.pkl}, a member
 * {@code NAME/data/KEY} for each storage, and perhaps {@code NAME/byteorder}.
 */
final class TorchArchive {
    private static final String PICKLE = "data.pkl";

    /** A pickle that describes tensors has a few hundred bytes for each. */
    private static final int MAX_PICKLE = 1 << 28;

    private final Path path;
    private final ZipMembers zip;
    private final String directory;

    private TorchArchive(Path path, ZipMembers zip) throws FormatException {
        this.path = path;
        this.zip = zip;
        List<String> pickles = zip.names().stream()
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .toList();
        if (pickles.size() != 1) {
            throw new FormatException(
                    path,
                    "",
                    "a zip file of torch.save, with one data.pkl",
                    pickles.isEmpty() ? "none among its members" : Text.list(pickles),
                    "");
        }
        directory = pickles.getFirst().substring(0, pickles.getFirst().length() - PICKLE.length());
    }

    static TorchFile read(Path path) throws IOException {
        try (ZipMembers zip = ZipMembers.open(path)) {
            return new TorchArchive(path, zip).read();
        }
    }

    private TorchFile read() throws IOException {
        String member = directory + PICKLE;
        ZipEntry entry = member(member, "");
        byte[] pickle = zip.bytes(entry, (int) Math.min(MAX_PICKLE, Math.max(0, entry.getSize())));
        Unpickler unpickler = new Unpickler(ByteBuffer.wrap(pickle), new TorchObjects());
        Map<String, TorchTensor> tensors;
        try {
            tensors = TorchNames.of(unpickler.read());
        } catch (PickleException e) {
            throw TorchFile.refusal(path, member + ", byte " + unpickler.position(), e);
        }
        Map<String, MemorySegment> storages = new HashMap<>();
        for (Map.Entry<String, TorchTensor> tensor : tensors.entrySet()) {
            TorchStorage storage = tensor.getValue().storage();
            MemorySegment read = storages.get(storage.key());
            if (read == null) {
                read = storage(tensor.getKey(), storage);
                storages.put(storage.key(), read);
            }
            TorchFile.requireBytes(path, tensor.getKey(), storage, read.byteSize());
        }
        return new TorchFile(path, "PyTorch, zip", tensors, storages, byteOrder());
    }

    private MemorySegment storage(String tensor, TorchStorage storage) throws IOException {
        ZipEntry entry = member(directory + "data/" + storage.key(), "tensor " + tensor);
        TorchFile.requireBytes(path, tensor, storage, entry.getSize());
        return MemorySegment.ofArray(zip.bytes(entry, (int) storage.bytes())).asReadOnly();
    }

    private ByteOrder byteOrder() throws IOException {
        ZipEntry entry = zip.entry(directory + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN; // as all archives before PyTorch 2.1
        }
        String order = new String(zip.bytes(entry, 6), StandardCharsets.US_ASCII);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new FormatException(path, entry.getName(), "little or big", "'" + order + "'", "");
        };
    }

    private ZipEntry member(String name, String where) throws FormatException {
        ZipEntry entry = zip.entry(name);
        if (entry == null) {
            throw new FormatException(path, where, "a member " + name + " of the zip file", "none", "");
        }
        return entry;
    }
}
