package io.github.lanewise.formats.keras.weights;

import io.github.lanewise.formats.bytes.Elements;
import io.github.lanewise.formats.bytes.NamedEntries;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.hdf5.Datatype;
import io.github.lanewise.formats.keras.hdf5.Hdf5Dataset;
import io.github.lanewise.formats.keras.hdf5.Hdf5Exception;
import io.github.lanewise.formats.keras.hdf5.Hdf5Group;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The datasets below a group of an HDF5 file, named by their paths from there: {@code layers/lstm/cell/vars/0}. */
public final class Hdf5Tensors implements TensorSource {
    /** Groups may lead back to themselves; those of a model are not nested this deep, nor this many. */
    private static final int MAX_DEPTH = 24;

    private static final int MAX_OBJECTS = 1 << 17;

    private final Path path;
    private final NamedEntries<Hdf5Dataset> datasets;
    private int objects;

    public Hdf5Tensors(Path path, Hdf5Group group) throws FormatException {
        this.path = path;
        Map<String, Hdf5Dataset> found = new LinkedHashMap<>();
        try {
            walk(group, "", 0, found);
        } catch (Hdf5Exception e) {
            throw refusal(path, e);
        }
        datasets = new NamedEntries<>(path, "dataset", found);
    }

    public static FormatException refusal(Path path, Hdf5Exception e) {
        return new FormatException(path, e.where(), e.expected(), e.found(), "").causedBy(e);
    }

    private void walk(Hdf5Group group, String prefix, int depth, Map<String, Hdf5Dataset> found)
            throws Hdf5Exception, FormatException {
        for (String member : group.members()) {
            if (depth > MAX_DEPTH || ++objects > MAX_OBJECTS) {
                throw new FormatException(
                        path, group.name(), "at most " + MAX_DEPTH + " groups in each other", "more of them", "");
            }
            Hdf5Dataset dataset = group.dataset(member);
            Hdf5Group below = dataset == null ? group.group(member) : null;
            if (dataset != null) {
                found.put(prefix + member, dataset);
            } else if (below != null) {
                walk(below, prefix + member + "/", depth + 1, found);
            }
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> names() {
        return datasets.names();
    }

    @Override
    public boolean has(String name) {
        return datasets.has(name);
    }

    @Override
    public Dtype dtype(String name) throws FormatException {
        Datatype type = datasets.get(name).type();
        Dtype dtype = dtype(type);
        if (dtype == null) {
            throw new FormatException(path, datasets.where(name), "numbers of a usual type", type.describe(), "");
        }
        return dtype;
    }

    private static @Nullable Dtype dtype(Datatype type) {
        String letter = switch (type.kind()) {
            case FLOAT -> "F";
            case BFLOAT16 -> "BF";
            case SIGNED -> "I";
            case UNSIGNED -> "U";
            case TEXT, LONG_TEXT, OTHER -> "";
        };
        return Dtype.ofName(letter + type.size() * Byte.SIZE);
    }

    @Override
    public long[] shape(String name) throws FormatException {
        return datasets.get(name).shape();
    }

    @Override
    public Tensor floats(String name) throws FormatException {
        Hdf5Dataset dataset = datasets.get(name);
        Dtype dtype = dtype(name);
        try {
            ByteOrder order = dataset.type().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            MemorySegment bytes = dataset.bytes();
            return new Elements(path, datasets.where(name), dtype, order, bytes).tensor(dataset.shape());
        } catch (Hdf5Exception e) {
            throw refusal(path, e);
        }
    }
}
