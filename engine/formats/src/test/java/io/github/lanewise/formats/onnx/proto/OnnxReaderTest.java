package io.github.lanewise.formats.onnx.proto;

import static io.github.lanewise.formats.support.OnnxBytes.attribute;
import static io.github.lanewise.formats.support.OnnxBytes.longs;
import static io.github.lanewise.formats.support.OnnxBytes.node;
import static io.github.lanewise.formats.support.OnnxBytes.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fields by the numbers of onnx.proto. */
class OnnxReaderTest {
    private static final Path PATH = Path.of("model.onnx");
    private static final Refusals SOURCE = new Refusals(PATH, Siblings.none(PATH));

    private static OnnxGraph graph(OnnxBytes graph) throws FormatException {
        return OnnxReader.read(SOURCE, OnnxBytes.model(17, graph)).graph();
    }

    private static void assertRefused(byte[] model, String message) {
        RefusalAssertions.assertRefused(PATH, message, () -> OnnxReader.read(SOURCE, model));
    }

    private static void assertGraphRefused(OnnxBytes graph, String message) {
        assertRefused(OnnxBytes.model(17, graph), message);
    }

    private static OnnxBytes opset(String domain, long version) {
        return new OnnxBytes().text(1, domain).integer(2, version);
    }

    private static OnnxBytes model(OnnxBytes... opsets) {
        OnnxBytes model = new OnnxBytes().message(7, new OnnxBytes());
        for (OnnxBytes opset : opsets) {
            model.message(8, opset);
        }
        return model;
    }

    private static OnnxAttribute only(OnnxBytes attribute) throws FormatException {
        OnnxGraph graph = graph(new OnnxBytes().message(1, node("Op", "a", "b", attribute)));
        return graph.nodes().getFirst().attributes().values().iterator().next();
    }

    @Test
    void nodesWithTheirNames() throws FormatException {
        OnnxBytes bytes =
                node("LSTM", "X,,R", "Y,", attribute("hidden_size", 4)).text(7, "com.example");
        OnnxNode node = graph(new OnnxBytes().message(1, bytes)).nodes().getFirst();
        assertEquals("node LSTM", node.name());
        assertEquals("LSTM", node.operator());
        assertEquals("com.example", node.domain());
        assertEquals(List.of("X", "", "R"), node.inputs());
        assertEquals(List.of("Y", ""), node.outputs());
        assertEquals("X", node.input(0));
        assertNull(node.input(1), "left out");
        assertNull(node.input(3), "behind the last");
        assertEquals("Y", node.output(0));
        assertNull(node.output(1));
        assertNull(node.output(2));
        OnnxAttribute size = node.attributes().get("hidden_size");
        assertNotNull(size);
        assertEquals(4, size.integer);
        assertEquals("node 'node LSTM', operator com.example.LSTM", node.where());
        OnnxBytes own = node("Relu", "a", "b").text(7, "ai.onnx");
        assertEquals(
                "", graph(new OnnxBytes().message(1, own)).nodes().getFirst().domain());
    }

    @Test
    void aNodeWithoutANameGoesByWhatItMakes() throws FormatException {
        OnnxBytes bytes = new OnnxBytes().text(4, "Relu").text(2, "").text(2, "b");
        OnnxNode node = graph(new OnnxBytes().message(1, bytes)).nodes().getFirst();
        assertEquals("b", node.called());
        assertEquals("Relu b", node.title());
        OnnxNode bare = graph(new OnnxBytes().message(1, new OnnxBytes().text(4, "Relu")))
                .nodes()
                .getFirst();
        assertEquals("Relu", bare.title());
        assertEquals("node, operator Relu", bare.where());
    }

    @Test
    void attributesOfEveryType() throws FormatException {
        OnnxAttribute real = only(attribute("alpha", 0.5f));
        assertEquals(OnnxAttribute.Type.FLOAT, real.type);
        assertEquals(0.5f, real.real);
        assertEquals(OnnxAttribute.Type.INT, only(attribute("axis", -1L)).type);
        assertEquals(-1, only(attribute("axis", -1L)).integer);
        assertEquals("reverse", only(attribute("direction", "reverse")).text);
        assertArrayEquals(new float[] {1, Float.NaN}, only(OnnxBytes.reals("alphas", 1, Float.NaN)).reals);
        assertArrayEquals(new long[] {1, -2}, only(OnnxBytes.integers("axes", 1, -2)).integers);
        assertEquals(List.of("Tanh", ""), only(OnnxBytes.texts("activations", "Tanh", "")).texts);
        OnnxAttribute tensor =
                only(new OnnxBytes().text(1, "value").message(5, longs("c", 7)).integer(20, 4));
        assertEquals(OnnxAttribute.Type.TENSOR, tensor.type);
        assertNotNull(tensor.tensor);
        assertArrayEquals(new long[] {7}, tensor.tensor.integers());
        OnnxBytes inner = new OnnxBytes().message(1, node("Relu", "a", "b"));
        OnnxAttribute branch = only(OnnxBytes.attribute("then_branch", inner));
        assertEquals(OnnxAttribute.Type.GRAPH, branch.type);
        assertNotNull(branch.graph);
        assertEquals("Relu", branch.graph.nodes().getFirst().operator());
        for (long type : new long[] {0, 9, 13, -1, 1L << 40}) {
            assertEquals(
                    OnnxAttribute.Type.UNDEFINED,
                    only(new OnnxBytes().text(1, "a").integer(20, type)).type);
        }
    }

    @Test
    void initializersInputsAndOutputs() throws FormatException {
        OnnxBytes bytes = new OnnxBytes()
                .message(5, longs("k", 7))
                .message(5, longs("j", 8))
                .message(11, value("X", 1, -1, 2))
                .message(12, value("Y", 1));
        OnnxGraph graph = graph(bytes);
        assertEquals(List.of("k", "j"), List.copyOf(graph.initializers().keySet()));
        assertEquals(
                List.of(new OnnxGraph.Input("X", ElementType.FLOAT, List.of(Dim.symbol("X.0"), Dim.of(2)))),
                graph.inputs());
        assertEquals(List.of("Y"), graph.outputs());
    }

    /** What stands under a name in ValueInfoProto's field for the type. */
    private static OnnxGraph.Input input(String name, @Nullable OnnxBytes type) throws FormatException {
        OnnxBytes value = new OnnxBytes();
        if (type != null) {
            value.message(2, type);
        }
        return graph(new OnnxBytes().message(11, value.text(1, name))).inputs().getFirst();
    }

    private static OnnxBytes tensorType(int type, OnnxBytes... dims) {
        OnnxBytes shape = new OnnxBytes();
        for (OnnxBytes dim : dims) {
            shape.message(1, dim);
        }
        return new OnnxBytes().message(1, new OnnxBytes().integer(1, type).message(2, shape));
    }

    @Test
    void extentsHaveNumbersOrNames() throws FormatException {
        OnnxBytes number = new OnnxBytes().integer(1, 3);
        OnnxBytes named = new OnnxBytes().text(2, "batch");
        OnnxBytes unnamed = new OnnxBytes();
        OnnxBytes emptyName = new OnnxBytes().text(2, "");
        // A field of a choice: the last one counts.
        OnnxBytes both = new OnnxBytes().integer(1, 3).text(2, "batch");
        OnnxBytes numberLast = new OnnxBytes().text(2, "batch").integer(1, 3);
        OnnxBytes emptyLast = new OnnxBytes().integer(1, 3).text(2, "");
        List<Dim> expected = List.of(
                Dim.of(3),
                Dim.symbol("batch"),
                Dim.symbol("X.2"),
                Dim.symbol("X.3"),
                Dim.symbol("batch"),
                Dim.of(3),
                Dim.symbol("X.6"));
        // The type stands before the name.
        assertEquals(
                expected,
                input("X", tensorType(1, number, named, unnamed, emptyName, both, numberLast, emptyLast))
                        .shape());
        String bounds = "'X': expected extents from 0 to 2^31 - 1, found ";
        for (long extent : new long[] {-1, 1L << 31}) {
            OnnxBytes type = tensorType(1, new OnnxBytes().integer(1, extent));
            RefusalAssertions.assertRefused(PATH, bounds + extent, () -> input("X", type));
        }
        assertEquals(
                List.of(Dim.of(Integer.MAX_VALUE)),
                input("X", tensorType(1, new OnnxBytes().integer(1, Integer.MAX_VALUE)))
                        .shape());
    }

    @Test
    void inputsThatAreNoTensors() throws FormatException {
        assertEquals(new OnnxGraph.Input("X", null, null), input("X", null));
        assertEquals(new OnnxGraph.Input("X", null, null), input("X", new OnnxBytes().message(4, new OnnxBytes())));
        OnnxBytes denoted = tensorType(1).text(6, "TENSOR");
        assertEquals(new OnnxGraph.Input("X", ElementType.FLOAT, List.of()), input("X", denoted));
        for (int kind : new int[] {4, 5, 7, 8, 9}) {
            OnnxBytes last = tensorType(1).message(kind, new OnnxBytes());
            assertEquals(new OnnxGraph.Input("X", null, null), input("X", last), "kind " + kind);
            OnnxBytes first = new OnnxBytes().message(kind, new OnnxBytes()).bytes(1, new byte[] {8, 1});
            assertEquals(new OnnxGraph.Input("X", ElementType.FLOAT, null), input("X", first), "kind " + kind);
        }
        assertNull(input("X", tensorType(8)).type(), "a tensor of texts");
    }

    @Test
    void messagesOfWhichThereIsOneOnly() {
        OnnxBytes empty = new OnnxBytes();
        String damaged = "; the file is damaged";
        assertRefused(
                model(opset("", 17)).message(7, empty).array(), "model: expected one graph, found another" + damaged);
        OnnxBytes types = new OnnxBytes().text(1, "X").message(2, tensorType(1)).message(2, tensorType(1));
        assertGraphRefused(new OnnxBytes().message(11, types), "'X': expected one type, found another" + damaged);
        OnnxBytes tensors = tensorType(1).message(1, empty);
        assertGraphRefused(
                new OnnxBytes().message(11, new OnnxBytes().text(1, "X").message(2, tensors)),
                "'X': expected one tensor type, found another" + damaged);
        OnnxBytes shapes =
                new OnnxBytes().message(1, new OnnxBytes().message(2, empty).message(2, empty));
        assertGraphRefused(
                new OnnxBytes().message(11, new OnnxBytes().text(1, "X").message(2, shapes)),
                "'X': expected one shape, found another" + damaged);
        OnnxBytes twoTensors =
                new OnnxBytes().text(1, "value").message(5, longs("a", 1)).message(5, longs("a", 1));
        assertGraphRefused(
                new OnnxBytes().message(1, node("Constant", "", "c", twoTensors)),
                "attribute 'value': expected one tensor, found another" + damaged);
        OnnxBytes twoGraphs = new OnnxBytes().text(1, "body").message(6, empty).message(6, empty);
        assertGraphRefused(
                new OnnxBytes().message(1, node("Loop", "", "c", twoGraphs)),
                "attribute 'body': expected one graph, found another" + damaged);
    }

    @Test
    void namesThatStandOnce() throws FormatException {
        assertGraphRefused(
                new OnnxBytes().message(1, node("Op", "a", "b", attribute("axis", 1L), attribute("axis", 2L))),
                "attribute 'axis': expected each attribute of a node once, found another");
        assertGraphRefused(
                new OnnxBytes().message(5, longs("k", 7)).message(5, longs("k", 7)),
                "tensor 'k': expected one initializer of this name, found another");
        OnnxBytes branch = new OnnxBytes().text(1, "b").message(6, new OnnxBytes().message(5, longs("k", 8)));
        OnnxBytes nested = new OnnxBytes().message(5, longs("k", 7)).message(1, node("If", "c", "d", branch));
        assertEquals(1, graph(nested).initializers().size(), "a graph within has names of its own");
    }

    @Test
    void graphsWithinGraphsHaveABound() throws FormatException {
        OnnxBytes inner = new OnnxBytes();
        for (int depth = 0; depth < 16; depth++) {
            inner = new OnnxBytes()
                    .message(
                            1, node("If", "c", "d", new OnnxBytes().text(1, "b").message(6, inner)));
        }
        assertEquals(1, graph(inner).nodes().size());
        OnnxBytes deeper = new OnnxBytes()
                .message(1, node("If", "c", "d", new OnnxBytes().text(1, "b").message(6, inner)));
        assertGraphRefused(deeper, "graph: expected at most 16 graphs within one another, found more");
    }

    @Test
    void sparseInitializersAreRefused() {
        assertGraphRefused(
                new OnnxBytes().message(15, new OnnxBytes()), "graph: expected no sparse initializers, found some");
    }

    @Test
    void versionsOfOperators() throws FormatException {
        assertEquals(17, OnnxReader.read(SOURCE, model(opset("", 17)).array()).opset());
        assertEquals(
                17, OnnxReader.read(SOURCE, model(opset("ai.onnx", 17)).array()).opset());
        byte[] both = model(opset("", 17), opset("com.microsoft", 1), opset("ai.onnx", 17))
                .array();
        assertEquals(17, OnnxReader.read(SOURCE, both).opset());
        assertRefused(
                model(opset("", 17), opset("ai.onnx", 18)).array(),
                "opset_import: expected one version of ONNX's operators, found versions 17 and 18");
        assertRefused(
                model(opset("com.microsoft", 17)).array(),
                "opset_import: expected ONNX's operators in a version from 7 to 25, found none");
        assertRefused(
                model(opset("", -3)).array(),
                "opset_import: expected ONNX's operators in a version from 7 to 25, found version -3");
    }

    @Test
    void fieldsInAnyOrderAndUnknownOnes() throws FormatException {
        List<OnnxBytes> fields = new ArrayList<>();
        fields.add(new OnnxBytes().message(8, opset("", 17)));
        fields.add(new OnnxBytes().text(2, "a producer"));
        fields.add(new OnnxBytes().integer(1, 8));
        fields.add(new OnnxBytes().message(14, new OnnxBytes().text(1, "key")));
        fields.add(new OnnxBytes().integer(1000, 8));
        fields.add(new OnnxBytes()
                .message(7, new OnnxBytes().text(2, "g").text(10, "doc").message(12, value("Y", 1))));
        for (int turn = 0; turn < fields.size(); turn++) {
            fields.add(fields.removeFirst());
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            fields.forEach(field -> model.writeBytes(field.array()));
            assertEquals(
                    List.of("Y"),
                    OnnxReader.read(SOURCE, model.toByteArray()).graph().outputs());
        }
    }
}
