package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.bytes.Elements;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.bytes.NamedEntries;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.formats.torch.pickle.PickleException;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a file of PyTorch's {@code torch.save} ({@code .pt}, {@code .pth}, {@code .ckpt}), old or new, or of a
 * TorchScript archive. A state_dict may be nested in a checkpoint: a tensor's name is the keys that lead to it, with dots
 * between them. Of the file's pickle nothing is run; what is no tensor and no plain value is refused by name. Read whole
 * and checked when it is opened. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/pytorch/pytorch/blob/main/torch/serialization.py">the reference</a>
 */
public final class TorchFile implements TensorSource {
    private final Path path;
    private final String form;
    private final NamedEntries<TorchTensor> tensors;
    private final Map<String, MemorySegment> storages;
    private final ByteOrder order;

    TorchFile(
            Path path,
            String form,
            Map<String, TorchTensor> tensors,
            Map<String, MemorySegment> storages,
            ByteOrder order) {
        this.path = path;
        this.form = form;
        this.tensors = new NamedEntries<>(path, "tensor", tensors);
        this.storages = Map.copyOf(storages);
        this.order = order;
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its tensors
     * @throws FormatException if its bytes break a rule of the format, or it asks for a class or a function beyond those
     *     that tensors need
     * @throws IOException if it cannot be read
     */
    public static TorchFile read(Path path) throws IOException {
        return read(FileContents.read(path));
    }

    /**
     * Reads a file that is in memory.
     *
     * @param contents of the file
     * @return its tensors
     * @throws FormatException if its bytes break a rule of the format, or it asks for a class or a function beyond those
     *     that tensors need
     */
    public static TorchFile read(FileContents contents) throws FormatException {
        EmptyFile.refuse(contents.path(), contents.size(), "a file of torch.save");
        if (contents.size() < 4) {
            throw new FormatException(contents.path(), "", "a file of torch.save", contents.size() + " bytes", "");
        }
        boolean zip = contents.bytes().get(ValueLayout.JAVA_BYTE, 0) == 'P'
                && contents.bytes().get(ValueLayout.JAVA_BYTE, 1) == 'K';
        return zip ? TorchArchive.read(contents) : LegacyTorchFile.read(contents);
    }

    /** A storage has to have exactly the bytes that its elements take, or, where views of one are stored, at least those. */
    static void requireBytes(Path path, String tensor, TorchStorage storage, long found) throws FormatException {
        long expected = storage.viewFrom() * storage.elementBytes() + storage.bytes();
        if (found < expected || storage.bytes() > Integer.MAX_VALUE - 8) {
            throw new FormatException(
                    path,
                    "tensor " + tensor + ", storage " + storage.key(),
                    expected + " bytes",
                    Long.toString(found),
                    "the file is damaged");
        }
    }

    static FormatException refusal(Path path, String where, PickleException e) {
        return new FormatException(path, where, e.expected(), e.found(), e.hint()).causedBy(e);
    }

    @Override
    public Path path() {
        return path;
    }

    /**
     * Which of the formats.
     *
     * @return for instance {@code PyTorch, zip}
     */
    public String form() {
        return form;
    }

    @Override
    public List<String> names() {
        return tensors.names();
    }

    @Override
    public boolean has(String name) {
        return tensors.has(name);
    }

    @Override
    public Dtype dtype(String name) throws FormatException {
        return tensors.get(name).storage().dtype();
    }

    @Override
    public long[] shape(String name) throws FormatException {
        return tensors.get(name).shape();
    }

    @Override
    public Tensor floats(String name) throws FormatException {
        TorchTensor tensor = tensors.get(name);
        TorchStorage storage = tensor.storage();
        MemorySegment bytes = storages.getOrDefault(storage.key(), MemorySegment.NULL);
        MemorySegment view = bytes.asSlice(storage.viewFrom() * storage.elementBytes());
        return new Elements(path, tensors.where(name), storage.dtype(), order, tensor.gather(view))
                .tensor(tensor.shape());
    }
}
