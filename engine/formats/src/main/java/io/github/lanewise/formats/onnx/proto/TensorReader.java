package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Longs;
import io.github.lanewise.formats.onnx.shape.RowMajor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads TensorProto: its fields first, in whatever order they come, then what they mean together. */
final class TensorReader {
    private static final int MAX_RANK = 8;

    /** The longest array that every JVM can make. */
    private static final int MAX_COUNT = Integer.MAX_VALUE - 8;

    private final Refusals source;
    private final Longs dims = new Longs();
    private final Longs typed = new Longs();
    private final Map<String, String> external = new LinkedHashMap<>();
    private String name = "";
    private long typeNumber;
    private int typedField;
    private long location;
    private @Nullable ByteBuffer raw;

    private TensorReader(Refusals source) {
        this.source = source;
    }

    static OnnxTensor read(Refusals source, ProtoReader in) throws FormatException {
        TensorReader reader = new TensorReader(source);
        for (int field = in.next(); field != 0; field = in.next()) {
            reader.take(field, in);
        }
        return reader.tensor();
    }

    private String where() {
        return "tensor '" + name + "'";
    }

    private void take(int field, ProtoReader in) throws FormatException {
        switch (field) {
            case 1 -> in.integers(dims);
            case 2 -> typeNumber = in.integer();
            case 3 -> throw source.refused(where(), "a whole tensor", "a segment of one", "");
            case 4 -> in.reals(typed);
            case 5, 7, 11 -> in.integers(typed);
            case 8 -> name = in.text();
            case 9 -> raw = in.bytes();
            case 10 -> in.doubles(typed);
            case 13 -> takeEntry(in.message("external_data"));
            case 14 -> location = in.integer();
            default -> in.skip();
        }
        if (field == 4 || field == 5 || field == 7 || field == 10 || field == 11) {
            if (typedField != 0 && typedField != field) {
                throw source.refused(where(), "data in one field", "several", "");
            }
            typedField = field;
        }
    }

    private void takeEntry(ProtoReader in) throws FormatException {
        String key = "";
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        if (external.putIfAbsent(key, value) != null) {
            throw source.refused(where() + ", external_data", "each entry once", "'" + key + "' again", "");
        }
    }

    private OnnxTensor tensor() throws FormatException {
        ElementType type = type();
        int[] shape = shape();
        int count = count(shape);
        RawData data = data();
        long size = (long) count * type.bytes();
        boolean inItsField = count == 0 || typedField == field(type);
        boolean fits = data == null ? typed.size() == count && inItsField : data.size() == size;
        if (data != null && typed.size() > 0) {
            throw source.refused(where(), "data in one place", data.describe() + " and " + typedElements(), "");
        }
        if (!fits) {
            throw source.refused(
                    where(),
                    count + " elements of " + type + " for shape " + RowMajor.text(shape)
                            + (data == null ? " in field " + field(type) : ", " + size + " bytes"),
                    data == null ? typedElements() : data.describe(),
                    "");
        }
        long[] elements = typed.toArray();
        requireInRange(type, elements);
        return new OnnxTensor(source, name, type, shape, count, data, elements);
    }

    /** TensorProto keeps elements of less than 32 bits in int32, and UINT32 in uint64. */
    private void requireInRange(ElementType type, long[] elements) throws FormatException {
        for (long element : elements) {
            if (!type.holdsStored(element)) {
                throw source.refused(where(), "values of " + type, Long.toString(element), "");
            }
        }
    }

    private @Nullable RawData data() throws FormatException {
        if (location != 0 && location != 1) {
            throw source.refused(where(), "data_location 0 or 1", Long.toString(location), "");
        }
        boolean beside = location == 1;
        if (beside == external.isEmpty()) {
            throw source.refused(
                    where(),
                    beside ? "entries of external_data" : "no external_data where data_location is not EXTERNAL",
                    beside ? "none" : "the entries " + external.keySet(),
                    "");
        }
        if (!beside) {
            return raw == null ? null : RawData.of(raw);
        }
        if (raw != null) {
            throw source.refused(where(), "data within the file or beside it", "both raw_data and external_data", "");
        }
        return ExternalData.of(source, where(), external);
    }

    private ElementType type() throws FormatException {
        ElementType type = ElementType.of(typeNumber);
        if (type == null) {
            String known = Arrays.stream(ElementType.values()).map(Enum::name).collect(Collectors.joining(", "));
            throw source.refused(where(), "an element type of " + known, "number " + typeNumber, "");
        }
        return type;
    }

    private String typedElements() {
        return typedField == 0 ? "none" : typed.size() + " elements in field " + typedField;
    }

    /** The field that TensorProto has for elements of a type that are not raw. */
    private static int field(ElementType type) {
        return switch (type) {
            case FLOAT -> 4;
            case INT64 -> 7;
            case DOUBLE -> 10;
            case UINT32, UINT64 -> 11;
            case UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16, BFLOAT16 -> 5;
        };
    }

    private int[] shape() throws FormatException {
        long[] extents = dims.toArray();
        if (extents.length > MAX_RANK) {
            throw source.refused(where(), "at most " + MAX_RANK + " dimensions", Integer.toString(extents.length), "");
        }
        int[] shape = new int[extents.length];
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] < 0 || extents[i] > Integer.MAX_VALUE) {
                throw source.refused(where(), "dimensions from 0 to 2^31 - 1", Long.toString(extents[i]), "");
            }
            shape[i] = (int) extents[i];
        }
        return shape;
    }

    private int count(int[] shape) throws FormatException {
        long count = 1;
        for (int extent : shape) {
            count *= extent;
            if (count > MAX_COUNT) {
                throw source.refused(where(), "fewer than 2^31 elements", "shape " + RowMajor.text(shape), "");
            }
        }
        return (int) count;
    }
}
