package io.github.lanewise.formats.onnx;

import static io.github.lanewise.formats.support.OnnxBytes.attribute;
import static io.github.lanewise.formats.support.OnnxBytes.longs;
import static io.github.lanewise.formats.support.OnnxBytes.node;
import static io.github.lanewise.formats.support.OnnxBytes.value;
import static io.github.lanewise.formats.support.OnnxBytes.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains of nodes that look like an RNN, written out step by step, and are none: refused by node and operator. */
class OnnxUnrolledRefusalTest {
    private static final OnnxBytes PROJECTION = node("MatMul", "X,W", "x");
    private static final OnnxBytes LIST = node("SplitToSequence", "x", "steps", attribute("keepdims", 0));
    private static final OnnxBytes ROWS = node("Concat", "h0,h1,h2", "y", attribute("axis", 0));

    private final Path path;

    OnnxUnrolledRefusalTest(@TempDir Path directory) {
        path = directory.resolve("model.onnx");
    }

    /** A graph over X (T, N, 3) whose output is y. */
    private void assertRefused(List<OnnxBytes> nodes, String... parts) throws IOException {
        write(nodes);
        RefusalAssertions.assertRefusedWith(path, () -> OnnxModel.read(path), parts);
    }

    private void write(List<OnnxBytes> nodes) throws IOException {
        OnnxBytes graph = new OnnxBytes();
        for (OnnxBytes node : nodes) {
            graph.message(1, node);
        }
        graph.message(5, zeros("W", 1, 24, 3, 2))
                .message(5, zeros("U", 1, 16, 2, 2))
                .message(5, zeros("wide", 1, 24, 2, 3))
                .message(5, ones("V", 2, 2))
                .message(5, zeros("start", 1, 8, 1, 2))
                .message(5, ones("begun", 1, 1, 2))
                .message(5, ones("b", 2))
                .message(5, zeros("d", 1, 8, 2));
        for (int i = 0; i < 4; i++) {
            graph.message(5, longs("i" + i, i));
        }
        graph.message(11, value("X", 1, -1, -1, 3)).message(12, value("y", 1));
        Files.write(path, OnnxBytes.model(18, graph));
    }

    private static OnnxBytes ones(String name, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (one, other) -> one * other);
        byte[] bytes = new byte[4 * count];
        for (int i = 0; i < count; i++) {
            bytes[4 * i + 2] = (byte) 0x80;
            bytes[4 * i + 3] = 0x3f;
        }
        OnnxBytes tensor = new OnnxBytes().integer(2, 1).text(8, name).bytes(9, bytes);
        for (long extent : shape) {
            tensor.integer(1, extent);
        }
        return tensor;
    }

    /** h of a step: activation(MatMul(state, matrix) + bias + x of the step); the first state stands as (1, batch, units). */
    private static List<OnnxBytes> step(int step, int of, String activation, String state, String matrix, String bias) {
        String from = step == 0 ? "first" : state;
        List<OnnxBytes> nodes = new ArrayList<>();
        if (step == 0) {
            nodes.add(node("Unsqueeze", state + ",i0", "first"));
        }
        nodes.add(node("SequenceAt", "steps,i" + of, "x" + step));
        nodes.add(node("MatMul", from + "," + matrix, "m" + step));
        nodes.add(node("Add", "m" + step + "," + bias, "a" + step));
        nodes.add(node("Add", "a" + step + ",x" + step, "s" + step));
        nodes.add(node(activation, "s" + step, "h" + step));
        return nodes;
    }

    private static List<OnnxBytes> step(int step, String activation, String matrix, String bias) {
        return step(step, step, activation, step == 0 ? "start" : "h" + (step - 1), matrix, bias);
    }

    @SafeVarargs
    private static List<OnnxBytes> chain(List<OnnxBytes>... parts) {
        List<OnnxBytes> nodes = new ArrayList<>(List.of(PROJECTION, LIST));
        for (List<OnnxBytes> part : parts) {
            nodes.addAll(part);
        }
        return nodes;
    }

    private static final List<OnnxBytes> ONE = List.of(node("Identity", "h0", "y"));
    private static final List<OnnxBytes> FIRST = step(0, "Tanh", "U", "b");
    private static final List<OnnxBytes> SECOND = step(1, "Tanh", "U", "b");
    private static final List<OnnxBytes> THIRD = step(2, "Tanh", "U", "b");

    @Test
    void aChainOfEqualStepsIsRead() throws IOException {
        write(chain(FIRST, SECOND, THIRD, List.of(ROWS)));
        OnnxModel model = OnnxModel.read(path);
        assertEquals("RNN_TANH(3, 2)", model.spec().describe());
    }

    /** What is said of steps that are no layer. */
    private void assertNoLayer(List<OnnxBytes> nodes) throws IOException {
        assertRefused(nodes, "SplitToSequence", "SequenceAt", "whose steps have the same weights");
    }

    @Test
    void stepsThatAreNotAlike() throws IOException {
        List<OnnxBytes> rows = List.of(ROWS);
        assertNoLayer(chain(FIRST, SECOND, step(2, "Relu", "U", "b"), rows));
        assertNoLayer(chain(FIRST, SECOND, step(2, "Sigmoid", "U", "b"), rows));
        assertNoLayer(chain(FIRST, SECOND, step(2, "Tanh", "U", "d"), rows));
        assertNoLayer(chain(FIRST, SECOND, step(2, "Tanh", "V", "b"), rows));
        assertNoLayer(chain(FIRST, SECOND, step(2, 1, "Tanh", "h1", "U", "b"), rows));
        assertNoLayer(chain(FIRST, SECOND, step(2, "Tanh", "U", "wide"), rows));
        assertNoLayer(chain(step(0, 1, "Tanh", "start", "U", "b"), ONE));
        assertNoLayer(chain(step(0, "Tanh", "wide", "b"), ONE));
    }

    @Test
    void aFirstStepWithAStoredSum() throws IOException {
        List<OnnxBytes> first =
                List.of(node("SequenceAt", "steps,i0", "x0"), node("Add", "begun,x0", "s0"), node("Tanh", "s0", "h0"));
        write(chain(first, SECOND, THIRD, List.of(ROWS)));
        assertEquals("RNN_TANH(3, 2)", OnnxModel.read(path).spec().describe());
        assertNoLayer(chain(first, step(1, "Tanh", "U", "d"), step(2, "Tanh", "U", "d"), List.of(ROWS)));
        assertNoLayer(chain(first, ONE));
    }

    @Test
    void aSecondStepBehindOne() throws IOException {
        assertNoLayer(chain(FIRST, SECOND, step(3, 1, "Tanh", "h0", "U", "b"), List.of(node("Concat", "h1,h3", "y"))));
    }

    @Test
    void rowsThatAreNotAllSteps() throws IOException {
        assertNoLayer(chain(FIRST, SECOND, THIRD, List.of(node("Concat", "h1,h0,h2", "y", attribute("axis", 0)))));
        assertNoLayer(chain(FIRST, SECOND, THIRD, List.of(node("Concat", "h0,h2", "y", attribute("axis", 0)))));
        assertNoLayer(chain(FIRST, SECOND, THIRD, List.of(node("Concat", "h0,h1,h2", "y", attribute("axis", 1)))));
        assertNoLayer(chain(
                FIRST,
                SECOND,
                THIRD.subList(0, 1),
                List.of(node("Concat", "h0,h1", "two", attribute("axis", 0))),
                THIRD.subList(1, 5),
                List.of(node("Concat", "two,h2", "y", attribute("axis", 0)))));
        assertNoLayer(chain(FIRST, SECOND, THIRD, List.of(node("Concat", "h1,h2", "y", attribute("axis", 0)))));
        assertNoLayer(chain(FIRST, List.of(node("Identity", "s0", "y"))));
    }

    @Test
    void sequencesThatAreNoTimeSteps() throws IOException {
        assertRefused(chain(List.of(node("Identity", "steps", "y"))), "operator SplitToSequence", "single time steps");
        assertRefused(List.of(node("SplitToSequence", "X", "y")), "operator SplitToSequence");
        assertRefused(List.of(PROJECTION, node("SplitToSequence", "x,i1", "y")), "operator SplitToSequence");
        assertRefused(List.of(node("SequenceAt", "X,i0", "y")), "operator SequenceAt");
        assertNoLayer(chain(List.of(node("SequenceAt", "steps,i0", "y"))));
    }
}
