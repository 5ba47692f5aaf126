package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.Longs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads ModelProto: fields by the numbers of onnx.proto; what means nothing for inference is skipped. */
public final class OnnxReader {
    private static final int OLDEST = 7;
    private static final int NEWEST = 25;

    /** What a model of an older version may be converted to. */
    private static final int CONVERTED = 17;

    /** Subgraphs within subgraphs; the deepest that exporters write is three. */
    private static final int MAX_NESTING = 16;

    private final Refusals source;

    private OnnxReader(Refusals source) {
        this.source = source;
    }

    /** A model: its graph and the version of ONNX's operators. */
    public record OnnxFile(OnnxGraph graph, int opset) {}

    public static OnnxFile read(Refusals source, byte[] bytes) throws FormatException {
        return new OnnxReader(source).model(ProtoReader.of(source, bytes));
    }

    private OnnxFile model(ProtoReader in) throws FormatException {
        @Nullable OnnxGraph graph = null;
        long opset = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 7 -> graph = graph(in.message("graph"), 0);
                case 8 -> opset = Math.max(opset, opset(in.message("opset_import")));
                default -> in.skip();
            }
        }
        if (graph == null) {
            throw source.refused("model", "a graph", "none", "the file is damaged, or no ONNX model");
        }
        requireKnown(opset);
        return new OnnxFile(graph, (int) opset);
    }

    private void requireKnown(long opset) throws FormatException {
        if (opset >= OLDEST && opset <= NEWEST) {
            return;
        }
        String hint = "export it again with an opset_version of at most " + NEWEST;
        if (opset > 0 && opset < OLDEST) {
            hint = "convert it with Python's onnx: onnx.version_converter.convert_version(onnx.load(path), " + CONVERTED
                    + "), then onnx.save";
        } else if (opset <= 0) {
            hint = "";
        }
        throw source.refused(
                "opset_import",
                "ONNX's operators in a version from " + OLDEST + " to " + NEWEST,
                opset == 0 ? "none" : "version " + opset,
                hint);
    }

    /** The version of ONNX's own operators; 0 for those of others, which are refused where a node has one. */
    private static long opset(ProtoReader in) throws FormatException {
        String domain = "";
        long version = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> domain = in.text();
                case 2 -> version = in.integer();
                default -> in.skip();
            }
        }
        return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
    }

    private OnnxGraph graph(ProtoReader in, int depth) throws FormatException {
        if (depth > MAX_NESTING) {
            throw source.refused("graph", "at most " + MAX_NESTING + " graphs within one another", "more", "");
        }
        List<OnnxNode> nodes = new ArrayList<>();
        Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
        List<OnnxGraph.Input> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> nodes.add(node(in.message("node"), depth));
                case 5 -> {
                    OnnxTensor tensor = TensorReader.read(source, in.message("initializer"));
                    initializers.put(tensor.name(), tensor);
                }
                case 11 -> inputs.add(input(in.message("input")));
                case 12 -> outputs.add(input(in.message("output")).name());
                case 15 -> throw source.refused("graph", "no sparse initializers", "some", "");
                default -> in.skip();
            }
        }
        return new OnnxGraph(nodes, initializers, inputs, outputs);
    }

    private OnnxNode node(ProtoReader in, int depth) throws FormatException {
        String name = "";
        String domain = "";
        String operator = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> inputs.add(in.text());
                case 2 -> outputs.add(in.text());
                case 3 -> name = in.text();
                case 4 -> operator = in.text();
                case 5 -> attribute(in.message("attribute"), attributes, depth);
                case 7 -> domain = in.text();
                default -> in.skip();
            }
        }
        String own = domain.equals("ai.onnx") ? "" : domain;
        return new OnnxNode(name, own, operator, List.copyOf(inputs), List.copyOf(outputs), attributes);
    }

    private void attribute(ProtoReader in, Map<String, OnnxAttribute> attributes, int depth) throws FormatException {
        String name = "";
        long type = 0;
        float real = 0;
        long integer = 0;
        String text = "";
        @Nullable OnnxTensor tensor = null;
        @Nullable OnnxGraph graph = null;
        Longs reals = new Longs();
        Longs integers = new Longs();
        List<String> texts = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> real = in.real();
                case 3 -> integer = in.integer();
                case 4 -> text = in.text();
                case 5 -> tensor = TensorReader.read(source, in.message("attribute"));
                case 6 -> graph = graph(in.message("attribute"), depth + 1);
                case 7 -> in.reals(reals);
                case 8 -> in.integers(integers);
                case 9 -> texts.add(in.text());
                case 20 -> type = in.integer();
                default -> in.skip();
            }
        }
        long[] bits = reals.toArray();
        float[] floats = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            floats[i] = Float.intBitsToFloat((int) bits[i]);
        }
        OnnxAttribute.Type[] types = OnnxAttribute.Type.values();
        OnnxAttribute.Type known = type < 0 || type >= types.length ? OnnxAttribute.Type.UNDEFINED : types[(int) type];
        attributes.put(
                name, new OnnxAttribute(known, real, integer, text, tensor, graph, floats, integers.toArray(), texts));
    }

    private OnnxGraph.Input input(ProtoReader in) throws FormatException {
        String name = "";
        OnnxGraph.Input typed = new OnnxGraph.Input(name, null, null);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> typed = type(in.message("type"), name);
                default -> in.skip();
            }
        }
        return new OnnxGraph.Input(name, typed.type(), typed.shape());
    }

    /** TypeProto, of which only a tensor is of use. */
    private OnnxGraph.Input type(ProtoReader in, String name) throws FormatException {
        @Nullable ElementType type = null;
        @Nullable List<Dim> shape = null;
        for (int kind = in.next(); kind != 0; kind = in.next()) {
            if (kind != 1) {
                in.skip();
                continue;
            }
            ProtoReader tensor = in.message("type");
            for (int part = tensor.next(); part != 0; part = tensor.next()) {
                switch (part) {
                    case 1 -> type = ElementType.of(tensor.integer());
                    case 2 -> shape = shape(tensor.message("shape"), name);
                    default -> tensor.skip();
                }
            }
        }
        return new OnnxGraph.Input(name, type, shape);
    }

    /** Extents; one without a name gets the input's and its place as a name. */
    private List<Dim> shape(ProtoReader in, String name) throws FormatException {
        List<Dim> dims = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            ProtoReader dim = in.message("dimension");
            Dim extent = Dim.symbol(name + "." + dims.size());
            for (int part = dim.next(); part != 0; part = dim.next()) {
                switch (part) {
                    case 1 -> {
                        long value = dim.integer();
                        if (value < 0 || value > Integer.MAX_VALUE) {
                            throw source.refused(
                                    "'" + name + "'", "extents from 0 to 2^31 - 1", Long.toString(value), "");
                        }
                        extent = Dim.of(value);
                    }
                    case 2 -> {
                        String symbol = dim.text();
                        extent = symbol.isEmpty() ? extent : Dim.symbol(symbol);
                    }
                    default -> dim.skip();
                }
            }
            dims.add(extent);
        }
        return List.copyOf(dims);
    }
}
