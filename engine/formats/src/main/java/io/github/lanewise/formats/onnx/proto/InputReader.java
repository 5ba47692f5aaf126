package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads ValueInfoProto: the name of an input or output, and what is said of its elements and extents. */
final class InputReader {
    /** Fields of TypeProto's one value that are no tensor: sequence, map, opaque, sparse tensor, optional. */
    private static final List<Integer> OTHER_KINDS = List.of(4, 5, 7, 8, 9);

    private final Refusals source;
    private String name = "";
    private @Nullable ElementType type;
    private @Nullable List<Dim> shape;

    private InputReader(Refusals source) {
        this.source = source;
    }

    static OnnxGraph.Input read(Refusals source, ProtoReader in) throws FormatException {
        InputReader reader = new InputReader(source);
        @Nullable ProtoReader type = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> reader.name = in.text();
                case 2 -> {
                    source.requireFirst(type, reader.where(), "type");
                    type = in.message("type");
                }
                default -> in.skip();
            }
        }
        if (type != null) {
            // Now that the name is known, whichever came first.
            reader.readType(type);
        }
        return new OnnxGraph.Input(reader.name, reader.type, reader.shape);
    }

    private String where() {
        return "'" + name + "'";
    }

    /** TypeProto, of which only a tensor is of use; of several kinds the last one counts. */
    private void readType(ProtoReader in) throws FormatException {
        @Nullable ProtoReader tensor = null;
        for (int kind = in.next(); kind != 0; kind = in.next()) {
            if (kind == 1) {
                source.requireFirst(tensor, where(), "tensor type");
                tensor = in.message("type");
            } else {
                tensor = OTHER_KINDS.contains(kind) ? null : tensor;
                in.skip();
            }
        }
        if (tensor != null) {
            readTensorType(tensor);
        }
    }

    private void readTensorType(ProtoReader in) throws FormatException {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> type = ElementType.of(in.integer());
                case 2 -> {
                    source.requireFirst(shape, where(), "shape");
                    shape = shape(in.message("shape"));
                }
                default -> in.skip();
            }
        }
    }

    private List<Dim> shape(ProtoReader in) throws FormatException {
        List<Dim> dims = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                dims.add(extent(in.message("dimension"), Dim.symbol(name + "." + dims.size())));
            } else {
                in.skip();
            }
        }
        return List.copyOf(dims);
    }

    /** An extent; one without a number or a name gets the input's name and its place as a name. */
    private Dim extent(ProtoReader in, Dim unnamed) throws FormatException {
        Dim extent = unnamed;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> {
                    long value = in.integer();
                    if (value < 0 || value > Integer.MAX_VALUE) {
                        throw source.refused(where(), "extents from 0 to 2^31 - 1", Long.toString(value), "");
                    }
                    extent = Dim.of(value);
                }
                case 2 -> {
                    String symbol = in.text();
                    extent = symbol.isEmpty() ? unnamed : Dim.symbol(symbol);
                }
                default -> in.skip();
            }
        }
        return extent;
    }
}
