package io.github.lanewise.formats.onnx;

import static io.github.lanewise.formats.support.OnnxBytes.attribute;
import static io.github.lanewise.formats.support.OnnxBytes.longs;
import static io.github.lanewise.formats.support.OnnxBytes.node;
import static io.github.lanewise.formats.support.OnnxBytes.reals;
import static io.github.lanewise.formats.support.OnnxBytes.texts;
import static io.github.lanewise.formats.support.OnnxBytes.value;
import static io.github.lanewise.formats.support.OnnxBytes.zeros;

import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that are not of the family, or break a rule: refused by node, operator and what is wrong. */
class OnnxRefusalTest {
    private final Path path;

    OnnxRefusalTest(@TempDir Path directory) {
        path = directory.resolve("model.onnx");
    }

    private void assertRefused(byte[] bytes, String... parts) throws IOException {
        Files.write(path, bytes);
        RefusalAssertions.assertRefusedWith(path, () -> OnnxModel.read(path), parts);
    }

    /** An RNN of 2 units over X (T, N, 3) that makes Y, and nodes behind it that make out. */
    private static OnnxBytes rnn(OnnxBytes... nodes) {
        return graph(node("RNN", "X,W,R", "Y,Y_h"), nodes);
    }

    private static OnnxBytes graph(OnnxBytes first, OnnxBytes... nodes) {
        OnnxBytes graph = new OnnxBytes().message(1, first);
        for (OnnxBytes node : nodes) {
            graph.message(1, node);
        }
        return graph.message(5, zeros("W", 1, 24, 1, 2, 3))
                .message(5, zeros("R", 1, 16, 1, 2, 2))
                .message(5, zeros("V", 1, 16, 2, 2))
                .message(5, longs("one", 1))
                .message(5, longs("many", 1L << 40))
                .message(11, value("X", 1, -1, -1, 3))
                .message(11, value("k", 7, 1))
                .message(12, value(nodes.length == 0 ? "Y" : "out", 1));
    }

    private void assertNodeRefused(OnnxBytes node, String... parts) throws IOException {
        assertRefused(OnnxBytes.model(13, rnn(node)), parts);
    }

    /** Attributes of the RNN itself. */
    private void assertRnnRefused(OnnxBytes attribute, String... parts) throws IOException {
        assertRefused(OnnxBytes.model(13, graph(node("RNN", "X,W,R", "Y", attribute))), parts);
    }

    @Test
    void bytesThatAreNoModel() throws IOException {
        assertRefused(new byte[] {8, 8}, "model: expected a graph, found none");
        assertRefused(new byte[] {0x3a, 0x7f}, "model", "a length of at most 0", "127");
        assertRefused(new byte[] {7}, "model", "field number", "found 0");
        assertRefused(new byte[] {0xf, 1}, "wire type", "found 7");
        assertRefused(new byte[] {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "at most 10 bytes");
        assertRefused(
                OnnxBytes.model(6, rnn()),
                "opset_import",
                "7 to 25",
                "version 6",
                "convert_version(onnx.load(path), 17)");
        assertRefused(OnnxBytes.model(1, rnn()), "version 1", "onnx.version_converter");
        assertRefused(OnnxBytes.model(26, rnn()), "opset_import", "version 26", "at most 25");
        assertRefused(new OnnxBytes().message(7, rnn()).array(), "opset_import", "none");
    }

    @Test
    void tensorsThatContradictThemselves() throws IOException {
        OnnxBytes shorter = new OnnxBytes().message(5, zeros("t", 1, 8, 3));
        assertRefused(OnnxBytes.model(13, shorter), "tensor 't'", "3 elements of FLOAT for shape (3)", "8 bytes");
        OnnxBytes huge = new OnnxBytes().message(5, zeros("t", 1, 8, 1 << 30, 1 << 30));
        assertRefused(OnnxBytes.model(13, huge), "tensor 't'", "fewer than 2^31 elements");
        OnnxBytes negative = new OnnxBytes().message(5, zeros("t", 1, 8, -1));
        assertRefused(OnnxBytes.model(13, negative), "tensor 't'", "dimensions from 0");
        OnnxBytes text = new OnnxBytes().message(5, zeros("t", 8, 8, 1));
        assertRefused(OnnxBytes.model(13, text), "tensor 't'", "FLOAT16", "number 8");
        OnnxBytes segment = new OnnxBytes().message(5, zeros("t", 1, 0, 0).message(3, new OnnxBytes()));
        assertRefused(OnnxBytes.model(13, segment), "tensor 't'", "a whole tensor", "a segment");
    }

    @Test
    void operatorsThatAreNoneOfTheFamily() throws IOException {
        assertNodeRefused(node("Einsum", "Y", "out"), "node 'node Einsum'", "operator Einsum");
        assertNodeRefused(node("Relu", "Y", "out").text(7, "com.example"), "com.example.Relu", "domain");
        // What this reader calls its own nodes is no operator of any file.
        assertNodeRefused(
                node("LayerNormalization", "Y", "out").text(7, "rewritten"), "rewritten.LayerNormalization", "domain");
        assertNodeRefused(node("Steps", "Y", "out").text(7, "rewritten"), "rewritten.Steps", "domain");
        assertNodeRefused(node("Relu", "Y", "out", attribute("speed", 3)), "operator Relu", "no attributes", "speed");
        assertNodeRefused(node("Relu", "nobody", "out"), "a value 'nobody' that is made before");
        assertNodeRefused(node("Transpose", "Y", "out", OnnxBytes.integers("perm", 0, 0, 1, 2)), "each once");
        assertNodeRefused(node("MatMul", "Y,Y", "out"), "operator MatMul", "constant", "input 1");
        assertNodeRefused(node("MatMul", "Y,W", "out"), "operator MatMul", "matrix of 2 features", "(1, 2, 3)");
        assertNodeRefused(node("Softmax", "Y", "out", attribute("axis", 0)), "operator Softmax", "features", "axis 0");
        assertNodeRefused(node("Add", "Y,V", "out"), "operator Add", "a vector of 2 features", "(2, 2)");
        assertNodeRefused(node("Gather", "Y,one", "out"), "operator Gather", "last time step");
        assertNodeRefused(node("Concat", "Y,X", "out", attribute("axis", 3)), "operator Concat");
        assertNodeRefused(node("If", "k", "out"), "operator If", "known before the model runs", "input 'k'");
        assertNodeRefused(node("Identity", "X", "out"), "output 'out'", "rows or states");
        assertNodeRefused(node("Reshape", "Y,one", "out"), "operator Reshape", "time, batch and features");
        assertNodeRefused(node("ConstantOfShape", "many", "out"), "output 'out'", "rows or states");
        assertNodeRefused(node("Dropout", "Y,,k", "out"), "operator Dropout", "training_mode false");
    }

    @Test
    void operatorsThatAreNoneOfTheFamilyAreAllNamedAtOnce() throws IOException {
        OnnxBytes graph = rnn(
                node("MatMul", "Y,Y", "a"),
                node("Einsum", "a", "b"),
                node("Erf", "b", "c"),
                node("Erf", "c", "d"),
                node("Attention", "d", "e").text(7, "com.microsoft"),
                node("Mod", "e", "nobody"),
                node("Ceil", "e", "out"));
        assertRefused(
                OnnxBytes.model(13, graph),
                "graph: expected operators that fold",
                "found Einsum (1 node, 'node Einsum'), Erf (2 nodes, the first 'node Erf'), "
                        + "Attention of domain 'com.microsoft' (1 node, 'node Attention'), Ceil (1 node, 'node Ceil')");
    }

    @Test
    void operatorsThatAreVeryManyAreStillAllNamed() throws IOException {
        OnnxBytes[] nodes = new OnnxBytes[40];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = node("Unknown" + i, i == 0 ? "Y" : "v" + (i - 1), i == nodes.length - 1 ? "out" : "v" + i);
        }
        String[] names = new String[nodes.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = "Unknown" + i + " (1";
        }
        assertRefused(OnnxBytes.model(13, rnn(nodes)), names);
    }

    @Test
    void operatorsOfABranchCountWhereItIsTaken() throws IOException {
        for (long condition : new long[] {0, 1}) {
            OnnxBytes graph = graph(
                            node("RNN", "X,W,R", "Y,Y_h"),
                            node(
                                    "If",
                                    "condition",
                                    "out",
                                    branch("then_branch", "Einsum"),
                                    branch("else_branch", "Erf")))
                    .message(5, longs("condition", condition));
            assertRefused(
                    OnnxBytes.model(13, graph),
                    condition == 1
                            ? "found Einsum (2 nodes, the first 'node Einsum'); in branches of If: Erf (2 nodes, the first"
                            : "found Erf (2 nodes, the first 'node Erf'); in branches of If: Einsum (2 nodes, the first");
        }
    }

    /** Also those of branches within branches, whichever are taken. */
    @Test
    void operatorsOfBranchesAreNamedWithTheOthers() throws IOException {
        OnnxBytes inner =
                node("If", "condition", "result", branch("then_branch", "Mod"), branch("else_branch", "Relu"));
        OnnxBytes graph = graph(
                        node("RNN", "X,W,R", "Y,Y_h"),
                        node("If", "condition", "y", branch("then_branch", "Relu"), branch("else_branch", inner)),
                        node("Erf", "y", "z"),
                        node("If", "condition", "u", branch("then_branch", "Relu"), branch("else_branch", "Einsum")),
                        node("Add", "z,u", "out"))
                .message(5, longs("condition", 1));
        assertRefused(
                OnnxBytes.model(13, graph),
                "found Erf (1 node, 'node Erf'); in branches of If: Mod (2 nodes, the first 'node Mod'), Einsum (2 nodes, the"
                        + " first 'node Einsum')");
    }

    @Test
    void aMessageSaysWhereToCut() throws IOException {
        assertNodeRefused(
                node("Einsum", "Y", "out"),
                "; cut out the part without them in Python: onnx.utils.extract_model(path, 'part.onnx', ['X'], ['Y'])");
        // What only the lost nodes need goes with them, so that there is one value to cut at.
        assertRefused(
                OnnxBytes.model(
                        13,
                        rnn(
                                node("Squeeze", "Y,one", "y"),
                                node("Div", "y,V", "half"),
                                node("Erf", "half", "e"),
                                node("Mul", "y,e", "out"))),
                "extract_model(path, 'part.onnx', ['X'], ['y'])");
        OnnxBytes before = graph(
                node("Sin", "X", "s"),
                node("Cos", "X", "c"),
                node("Add", "s,c", "x"),
                node("RNN", "x,W,R", "Y,Y_h"),
                node("Identity", "Y_h", "out"));
        assertRefused(OnnxBytes.model(13, before), "found Sin", "extract_model(path, 'part.onnx', ['x'], ['out'])");
        OnnxBytes both = graph(
                node("Sin", "X", "x"),
                node("RNN", "x,W,R", "Y,Y_h"),
                node("Relu", "Y", "y"),
                node("Mod", "y,V", "out"));
        assertRefused(OnnxBytes.model(13, both), "found Sin", "extract_model(path, 'part.onnx', ['x'], ['y'])");
    }

    @Test
    void whereNoCutHelpsNoneIsSaid() throws IOException {
        String otherwise = "; export the part of the model up to the first of them, and do the rest outside";
        assertRefused(OnnxBytes.model(13, graph(node("Erf", "X", "y"), node("Identity", "y", "out"))), otherwise);
        assertRefused(OnnxBytes.model(13, graph(node("RNN", "X,W,R", "it's"), node("Erf", "it's", "out"))), otherwise);
    }

    private static OnnxBytes branch(String name, String operator) {
        return branch(name, node(operator, "Y", "inner"), node(operator, "inner", "result"));
    }

    private static OnnxBytes branch(String name, OnnxBytes... nodes) {
        OnnxBytes graph = new OnnxBytes().message(12, value("result", 1));
        for (OnnxBytes node : nodes) {
            graph.message(1, node);
        }
        return attribute(name, graph);
    }

    /** A convolution over rows (N, 1, 8) of what the graph reads, 3 channels with kernels of 4, and nodes behind it. */
    private void assertConvolutionRefused(OnnxBytes first, OnnxBytes[] behind, String... parts) throws IOException {
        OnnxBytes graph = new OnnxBytes().message(1, first);
        for (OnnxBytes node : behind) {
            graph.message(1, node);
        }
        graph.message(5, zeros("W", 1, 48, 3, 1, 4))
                .message(5, zeros("other", 1, 96, 3, 2, 4))
                .message(5, zeros("bias", 1, 16, 4))
                .message(5, zeros("three", 1, 4))
                .message(5, longs("pads", 0, 0, 1, 0, 0, 1))
                .message(5, longs("toward", 0, 1, 0, 0, 0, 0))
                .message(5, longs("from", 0))
                .message(5, longs("to", 2))
                .message(5, longs("axis", 1))
                .message(11, value("X", 1, -1, 1, 8))
                .message(12, value("out", 1));
        assertRefused(OnnxBytes.model(18, graph), parts);
    }

    private void assertConvolutionRefused(OnnxBytes first, String... parts) throws IOException {
        assertConvolutionRefused(first, new OnnxBytes[0], parts);
    }

    @Test
    void convolutions() throws IOException {
        assertConvolutionRefused(node("Conv", "X,W", "out", attribute("group", 3)), "group of 1", "found 3");
        assertConvolutionRefused(
                node("Conv", "X,W", "out", OnnxBytes.integers("dilations", 2)), "dilations of [1]", "found 2");
        assertConvolutionRefused(
                node("Conv", "X,W", "out", OnnxBytes.integers("kernel_shape", 3)), "kernel_shape of [4]");
        assertConvolutionRefused(node("Conv", "X,W", "out", OnnxBytes.integers("strides", 0)), "strides", "[0]");
        assertConvolutionRefused(node("Conv", "X,W", "out", OnnxBytes.integers("pads", 1)), "pads of two", "[1]");
        assertConvolutionRefused(node("Conv", "X,W", "out", OnnxBytes.integers("pads", 1, -1)), "at least 0", "-1");
        assertConvolutionRefused(node("Conv", "X,W", "out", attribute("auto_pad", "ODD")), "auto_pad", "'ODD'");
        assertConvolutionRefused(
                node("Conv", "X,other", "out"), "a weight (out channels, 1, kernel size)", "(3, 2, 4)");
        assertConvolutionRefused(node("Conv", "X,W,bias", "out"), "a bias of 3 channels", "(4)");
        assertConvolutionRefused(
                node("Pad", "X,pads", "out", attribute("mode", "edge")), "constant or reflect", "'edge'");
        assertConvolutionRefused(node("Pad", "X,toward", "out"), "positions are axis 1");
        assertConvolutionRefused(node("Pad", "X,pads", "out"), "output 'out'", "with padding");
        assertConvolutionRefused(node("Sqrt", "X", "out"), "operator Sqrt", "export the part of the model");
        assertConvolutionRefused(node("Conv", "X,W", "out"), "at least one LSTM, GRU or RNN");
    }

    /** A convolution over sequences (N, 3, T), and an RNN behind it. */
    private void assertAlongTimeRefused(OnnxBytes convolution, OnnxBytes rnn, String... parts) throws IOException {
        OnnxBytes graph = new OnnxBytes()
                .message(1, convolution)
                .message(1, node("Transpose", "y", "x", OnnxBytes.integers("perm", 2, 0, 1)))
                .message(1, rnn)
                .message(5, zeros("K", 1, 36, 1, 3, 3))
                .message(5, zeros("W", 1, 8, 1, 2, 1))
                .message(5, zeros("R", 1, 16, 1, 2, 2))
                .message(11, value("X", 1, -1, 3, -1))
                .message(11, value("n", 6, -1))
                .message(12, value("out", 1));
        assertRefused(OnnxBytes.model(17, graph), parts);
    }

    @Test
    void convolutionsAlongTime() throws IOException {
        OnnxBytes same = OnnxBytes.integers("pads", 1, 1);
        OnnxBytes rnn = node("RNN", "x,W,R", "out");
        assertAlongTimeRefused(node("Conv", "X,K", "y"), rnn, "pads that keep a sequence's length, 2", "0 and 0");
        assertAlongTimeRefused(
                node("Conv", "X,K", "y", same, OnnxBytes.integers("strides", 2)), rnn, "strides of [1] along time");
        assertAlongTimeRefused(
                node("Conv", "X,K", "y", same), node("RNN", "x,W,R,,n", "out"), "sequence_lens", "along time");
        assertAlongTimeRefused(
                node("Conv", "X,K", "y", same),
                node("LayerNormalization", "x,W", "out"),
                "a vector of 1 features",
                "(1, 2, 1)");
    }

    @Test
    void whatIsLeftOfUnfinishedLayers() throws IOException {
        OnnxBytes conv = node("Conv", "X,W", "y");
        OnnxBytes slice = node("Slice", "y,from,to,axis", "part");
        assertConvolutionRefused(conv, new OnnxBytes[] {slice, node("Relu", "part", "out")}, "Relu", "channels 0 to 1");
        assertConvolutionRefused(
                conv, new OnnxBytes[] {slice, node("Transpose", "part", "out")}, "Transpose", "a whole layer");
        assertConvolutionRefused(
                conv, new OnnxBytes[] {slice, node("Pow", "part,three", "out")}, "operator Pow", "operators that fold");
        assertConvolutionRefused(
                conv,
                new OnnxBytes[] {slice, node("Mul", "part,part", "square"), node("Sqrt", "square", "out")},
                "operator Sqrt",
                "operators that fold");
        assertConvolutionRefused(
                conv, new OnnxBytes[] {node("ReduceMean", "y,axis", "out")}, "the mean of one element", "extent 3");
    }

    @Test
    void attributesOfRecurrentNodes() throws IOException {
        assertRnnRefused(attribute("direction", "sideways"), "direction", "'sideways'");
        assertRnnRefused(attribute("direction", "bidirectional"), "R of shape (2, 1 H, H)", "(1, 2, 2)");
        assertRnnRefused(attribute("hidden_size", 3), "hidden_size of 2", "found 3");
        assertRnnRefused(attribute("layout", 2), "layout of 0 or 1", "found 2");
        assertRnnRefused(attribute("clip", -1f), "clip", "-1.0");
        assertRnnRefused(attribute("clip", 1), "clip of type FLOAT", "INT");
        assertRnnRefused(attribute("input_forget", 1), "no attributes", "input_forget");
        assertRnnRefused(texts("activations", "Swish"), "activations", "'Swish'");
        assertRnnRefused(texts("activations", "Relu", "Tanh"), "1 activations", "2");
        assertRnnRefused(
                texts("activations", "Affine"), "activation_alpha and activation_beta for Affine", "no default");
        assertRnnRefused(reals("activation_alpha", 1), "0 activation_alpha", "1 and 0");
    }

    @Test
    void inputsOfRecurrentNodes() throws IOException {
        OnnxBytes states = graph(node("RNN", "X,W,R,,,V", "Y"));
        assertRefused(OnnxBytes.model(13, states), "initial_h of shape (1, batch, 2)", "[2, 2]");
        OnnxBytes lengths = graph(node("RNN", "X,W,R,,one", "Y"));
        assertRefused(OnnxBytes.model(13, lengths), "sequence_lens, an input of the graph");
        OnnxBytes given = graph(node("RNN", "X,W,X", "Y"));
        assertRefused(OnnxBytes.model(13, given), "R that is known before the model runs", "input 'X'");
        OnnxBytes features = graph(node("RNN", "Y0,W,R", "Y"), node("Identity", "Y", "out"));
        assertRefused(OnnxBytes.model(13, features), "a value 'Y0'");
    }

    /** Small files that would grow: doubled constants, doubled names, graphs within graphs. */
    @Test
    void smallFilesThatAskForMuch() throws IOException {
        OnnxBytes[] nodes = new OnnxBytes[61];
        for (int i = 0; i < 60; i++) {
            String from = i == 0 ? "W" : "c" + (i - 1);
            nodes[i] = node("Concat", from + "," + from, "c" + i, attribute("axis", 0));
        }
        nodes[60] = node("MatMul", "Y,c59", "out");
        assertRefused(OnnxBytes.model(13, rnn(nodes)), "operator Concat", "the file justifies");
        for (int i = 0; i < 60; i++) {
            String from = i == 0 ? "size" : "c" + (i - 1);
            nodes[i] = i == 0 ? node("Size", "X", "c0") : node("Mul", from + "," + from, "c" + i);
        }
        nodes[60] = node("Reshape", "Y,c59", "out");
        assertRefused(OnnxBytes.model(13, rnn(nodes)), "operator Mul", "sizes that an int holds");
        OnnxBytes inner = new OnnxBytes();
        for (int depth = 0; depth < 30; depth++) {
            OnnxBytes graph = attribute("then_branch", inner);
            inner = new OnnxBytes().message(1, node("If", "k", "out", graph));
        }
        assertRefused(OnnxBytes.model(13, inner), "graphs within one another");
    }
}
