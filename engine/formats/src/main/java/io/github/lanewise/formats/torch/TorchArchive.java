package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.bytes.ZipArchive;
import io.github.lanewise.formats.bytes.ZipMember;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.formats.torch.pickle.PickleException;
import io.github.lanewise.formats.torch.pickle.Unpickler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} writes since PyTorch 1.6, and TorchScript: a zip file with the pickle {@code NAME/data.pkl}, a member
 * {@code NAME/data/KEY} for each storage, and perhaps {@code NAME/byteorder}.
 */
final class TorchArchive {
    private static final String PICKLE = "data.pkl";

    /** A pickle that describes tensors has a few hundred bytes for each. */
    private static final int MAX_PICKLE = 1 << 28;

    private final Path path;
    private final ZipArchive zip;
    private final String directory;

    private TorchArchive(Path path, ZipArchive zip) throws FormatException {
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
                    pickles.isEmpty() ? "none among its members" : Messages.list(pickles),
                    "");
        }
        directory = pickles.getFirst().substring(0, pickles.getFirst().length() - PICKLE.length());
    }

    static TorchFile read(FileContents contents) throws FormatException {
        return new TorchArchive(contents.path(), ZipArchive.open(contents)).read();
    }

    private TorchFile read() throws FormatException {
        String member = directory + PICKLE;
        ByteBuffer pickle = member(member, "").bytes(MAX_PICKLE).asByteBuffer();
        Unpickler unpickler = new Unpickler(pickle, new TorchObjects());
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

    private MemorySegment storage(String tensor, TorchStorage storage) throws FormatException {
        ZipMember member = member(directory + "data/" + storage.key(), "tensor " + tensor);
        TorchFile.requireBytes(path, tensor, storage, member.size());
        return member.bytes(Long.MAX_VALUE);
    }

    private ByteOrder byteOrder() throws FormatException {
        ZipMember member = zip.member(directory + "byteorder");
        if (member == null) {
            return ByteOrder.LITTLE_ENDIAN; // as all archives before PyTorch 2.1
        }
        byte[] bytes = member.bytes(MAX_PICKLE).toArray(ValueLayout.JAVA_BYTE);
        String order = new String(bytes, StandardCharsets.US_ASCII);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new FormatException(path, member.name(), "little or big", "'" + order + "'", "");
        };
    }

    private ZipMember member(String name, String where) throws FormatException {
        ZipMember member = zip.member(name);
        if (member == null) {
            throw new FormatException(path, where, "a member " + name + " of the zip file", "none", "");
        }
        return member;
    }
}
