package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
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

    /**
     * A model.
     *
     * @param graph its graph
     * @param opset the version of ONNX's operators
     * @param producer name and version of what wrote the file; empty where it does not say
     */
    public record OnnxFile(OnnxGraph graph, int opset, String producer) {}

    public static OnnxFile read(Refusals source, byte[] bytes) throws FormatException {
        return new OnnxReader(source).model(ProtoReader.of(source, bytes));
    }

    private OnnxFile model(ProtoReader in) throws FormatException {
        @Nullable OnnxGraph graph = null;
        long opset = 0;
        String producer = "";
        String version = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 2 -> producer = in.text();
                case 3 -> version = in.text();
                case 7 -> {
                    source.requireFirst(graph, "model", "graph");
                    graph = graph(in.message("graph"), 0);
                }
                case 8 -> opset = oneOf(opset, opset(in.message("opset_import")));
                default -> in.skip();
            }
        }
        if (graph == null) {
            throw source.refused("model", "a graph", "none", "the file is damaged, or no ONNX model");
        }
        requireKnown(opset);
        return new OnnxFile(graph, (int) opset, (producer + " " + version).strip());
    }

    private long oneOf(long before, long opset) throws FormatException {
        if (before != 0 && opset != 0 && before != opset) {
            throw source.refused(
                    "opset_import", "one version of ONNX's operators", "versions " + before + " and " + opset, "");
        }
        return opset == 0 ? before : opset;
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
                    if (initializers.putIfAbsent(tensor.name(), tensor) != null) {
                        throw source.refused(tensor.where(), "one initializer of this name", "another", "");
                    }
                }
                case 11 -> inputs.add(InputReader.read(source, in.message("input")));
                case 12 ->
                    outputs.add(InputReader.read(source, in.message("output")).name());
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
                case 5 -> {
                    source.requireFirst(tensor, "attribute '" + name + "'", "tensor");
                    tensor = TensorReader.read(source, in.message("attribute"));
                }
                case 6 -> {
                    source.requireFirst(graph, "attribute '" + name + "'", "graph");
                    graph = graph(in.message("attribute"), depth + 1);
                }
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
        OnnxAttribute attribute =
                new OnnxAttribute(known, real, integer, text, tensor, graph, floats, integers.toArray(), texts);
        if (attributes.putIfAbsent(name, attribute) != null) {
            throw source.refused("attribute '" + name + "'", "each attribute of a node once", "another", "");
        }
    }
}
