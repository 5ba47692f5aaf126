package io.github.lanewise.formats.keras.weights;

import io.github.lanewise.formats.bytes.Elements;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.hdf5.Datatype;
import io.github.lanewise.formats.keras.hdf5.Hdf5Dataset;
import io.github.lanewise.formats.keras.hdf5.Hdf5Exception;
import io.github.lanewise.formats.keras.hdf5.Hdf5Group;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.formats.text.Messages;
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
    private final Map<String, Hdf5Dataset> datasets = new LinkedHashMap<>();
    private int objects;

    public Hdf5Tensors(Path path, Hdf5Group group) throws FormatException {
        this.path = path;
        try {
            walk(group, "", 0);
        } catch (Hdf5Exception e) {
            throw refusal(path, e);
        }
    }

    public static FormatException refusal(Path path, Hdf5Exception e) {
        return new FormatException(path, e.where(), e.expected(), e.found(), "").causedBy(e);
    }

    private void walk(Hdf5Group group, String prefix, int depth) throws Hdf5Exception, FormatException {
        for (String member : group.members()) {
            if (depth > MAX_DEPTH || ++objects > MAX_OBJECTS) {
                throw new FormatException(
                        path, group.name(), "at most " + MAX_DEPTH + " groups in each other", "more of them", "");
            }
            Hdf5Dataset dataset = group.dataset(member);
            Hdf5Group below = dataset == null ? group.group(member) : null;
            if (dataset != null) {
                datasets.put(prefix + member, dataset);
            } else if (below != null) {
                walk(below, prefix + member + "/", depth + 1);
            }
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> names() {
        return List.copyOf(datasets.keySet());
    }

    @Override
    public boolean has(String name) {
        return datasets.containsKey(name);
    }

    @Override
    public Dtype dtype(String name) throws FormatException {
        Datatype type = dataset(name).type();
        Dtype dtype = dtype(type);
        if (dtype == null) {
            throw new FormatException(path, "dataset " + name, "numbers of a usual type", type.describe(), "");
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
        return dataset(name).shape();
    }

    @Override
    public Tensor floats(String name) throws FormatException {
        Hdf5Dataset dataset = dataset(name);
        Dtype dtype = dtype(name);
        try {
            ByteOrder order = dataset.type().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            MemorySegment bytes = dataset.bytes();
            float[] floats = new Elements(path, "dataset " + name, dtype, order, bytes).floats();
            int[] shape = new int[dataset.shape().length];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = Math.toIntExact(dataset.shape()[i]);
            }
            return Tensor.of(floats, shape);
        } catch (Hdf5Exception e) {
            throw refusal(path, e);
        }
    }

    private Hdf5Dataset dataset(String name) throws FormatException {
        Hdf5Dataset dataset = datasets.get(name);
        if (dataset == null) {
            throw new FormatException(
                    path,
                    "dataset " + name,
                    "a dataset of this name",
                    "none",
                    "the file has " + Messages.list(names()));
        }
        return dataset;
    }
}
