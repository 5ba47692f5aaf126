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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops and scans that look like a recurrent layer and do something else: refused, and told from those that are one. */
class OnnxLoopTest {
    private final Path path;

    /** What the loop in the test is made of; each test changes one thing. */
    private String count = "five";

    private String start = "zero";
    private String begins = "yes";
    private String goesOn = "yes";
    private String added = "one";
    private String state = "next";
    private String row = "next";
    private long axis;
    private final List<OnnxBytes> more = new ArrayList<>();

    OnnxLoopTest(@TempDir Path directory) {
        path = directory.resolve("model.onnx");
    }

    /** tanh(x W + h U) for each of the 5 rows of X (5, 2, 3). */
    private void write() throws IOException {
        OnnxBytes body = new OnnxBytes()
                .message(1, node("Gather", "X,i", "x", attribute("axis", axis)))
                .message(1, node("MatMul", "x,W", "a"))
                .message(1, node("MatMul", "h,U", "b"))
                .message(1, node("Add", "a,b", "s"))
                .message(1, node("Tanh", "s", "next"))
                .message(1, node("Add", "i," + added, "j"))
                .message(1, node("Identity", goesOn, "still"));
        more.forEach(node -> body.message(1, node));
        body.message(11, value("n", 7))
                .message(11, value("go", 9))
                .message(11, value("i", 7))
                .message(11, value("h", 1, 2, 2));
        for (String output : List.of("still", "j", state, row)) {
            body.message(12, value(output, 1));
        }
        OnnxBytes loop = node("Loop", count + "," + begins + "," + start + ",begun", "last,hn,y")
                .message(5, attribute("body", body));
        write(loop);
    }

    private void write(OnnxBytes loop) throws IOException {
        OnnxBytes graph = new OnnxBytes()
                .message(1, loop)
                .message(5, zeros("W", 1, 24, 3, 2))
                .message(5, zeros("U", 1, 16, 2, 2))
                .message(5, zeros("begun", 1, 16, 2, 2))
                .message(5, longs("five", 5))
                .message(5, longs("four", 4))
                .message(5, longs("zero", 0))
                .message(5, longs("one", 1))
                .message(5, longs("two", 2))
                .message(5, truth("yes", 1))
                .message(5, truth("no", 0))
                .message(11, value("X", 1, 5, 2, 3))
                .message(12, value("y", 1));
        Files.write(path, OnnxBytes.model(13, graph));
    }

    private static OnnxBytes truth(String name, int value) {
        return new OnnxBytes().integer(2, 9).text(8, name).bytes(9, new byte[] {(byte) value});
    }

    private void assertRead(String model) throws IOException {
        write();
        assertEquals(model, OnnxModel.read(path).spec().describe());
    }

    private void assertRefused() throws IOException {
        write();
        RefusalAssertions.assertRefusedWith(
                path, () -> OnnxModel.read(path), "operator Loop", "is read if its body is one LSTM, GRU or RNN cell");
    }

    @Test
    void oneCellOverAllRows() throws IOException {
        assertRead("RNN_TANH(3, 2, no bias)");
        more.add(node("Less", "j,five", "less"));
        goesOn = "less";
        assertRead("RNN_TANH(3, 2, no bias)");
    }

    @Test
    void notAsManyStepsAsRows() throws IOException {
        count = "four";
        assertRefused();
    }

    @Test
    void fromAnotherRow() throws IOException {
        start = "one";
        assertRefused();
    }

    @Test
    void everyOtherRow() throws IOException {
        added = "two";
        assertRefused();
    }

    @Test
    void neverBegun() throws IOException {
        begins = "no";
        assertRefused();
    }

    @Test
    void endedBefore() throws IOException {
        more.add(node("Less", "j,four", "less"));
        goesOn = "less";
        assertRefused();
    }

    @Test
    void endedByAConstantOfTheBody() throws IOException {
        more.add(new OnnxBytes()
                .text(3, "node Constant")
                .text(4, "Constant")
                .text(2, "never")
                .message(
                        5,
                        new OnnxBytes()
                                .text(1, "value")
                                .message(5, truth("", 0))
                                .integer(20, 4)));
        goesOn = "never";
        assertRefused();
    }

    @Test
    void aNodeWithoutItsInputs() throws IOException {
        for (String operator : List.of("Identity", "Cast", "And", "Less", "Add")) {
            more.clear();
            more.add(new OnnxBytes()
                    .text(3, "node " + operator)
                    .text(4, operator)
                    .text(2, "bare"));
            goesOn = "bare";
            assertRefused();
        }
    }

    @Test
    void anOperatorOfAnotherDomain() throws IOException {
        more.add(node("And", "yes,yes", "both").text(7, "com.example"));
        goesOn = "both";
        assertRefused();
    }

    /** Each condition joins the one before with itself: 2^64 ways to the first. */
    @Test
    void conditionsOfConditions() throws IOException {
        more.add(node("And", "yes,go", "and0"));
        for (int i = 1; i < 64; i++) {
            more.add(node("And", "and" + (i - 1) + ",and" + (i - 1), "and" + i));
        }
        goesOn = "and63";
        assertRead("RNN_TANH(3, 2, no bias)");
    }

    @Test
    void alongTheSequences() throws IOException {
        axis = 1;
        assertRefused();
    }

    @Test
    void rowsThatAreNotTheState() throws IOException {
        more.add(node("Relu", "next", "other"));
        row = "other";
        assertRefused();
    }

    @Test
    void aStateThatIsNotTheRow() throws IOException {
        more.add(node("Relu", "next", "other"));
        state = "other";
        assertRefused();
    }

    /** State and row are what these nodes make of the cell's. */
    private void assertStateRefused(OnnxBytes... nodes) throws IOException {
        more.addAll(List.of(nodes));
        state = "other";
        row = "other";
        assertRefused();
    }

    @Test
    void aStateThatIsRounded() throws IOException {
        assertStateRefused(
                node("Cast", "next", "whole", attribute("to", 7)), node("Cast", "whole", "other", attribute("to", 1)));
    }

    @Test
    void aStateThatDropsOut() throws IOException {
        assertStateRefused(
                node("Dropout", "next,half,yes", "other"),
                node("Constant", "", "half", attribute("value_float", 0.5f)));
    }

    @Test
    void aNodeWithAnAttributeThatSaysMore() throws IOException {
        assertStateRefused(node("Identity", "next", "other", attribute("speed", 3)));
    }

    /** The same cell as a Scan, over the rows from front to back or the other way round. */
    private void writeScan(OnnxBytes... attributes) throws IOException {
        OnnxBytes body = new OnnxBytes()
                .message(1, node("MatMul", "x,W", "a"))
                .message(1, node("MatMul", "h,U", "b"))
                .message(1, node("Add", "a,b", "s"))
                .message(1, node("Tanh", "s", "next"))
                .message(1, node("Identity", "next", "row"))
                .message(11, value("h", 1, 2, 2))
                .message(11, value("x", 1, 2, 3))
                .message(12, value("next", 1))
                .message(12, value("row", 1));
        OnnxBytes scan =
                node("Scan", "begun,X", "hn,y", attribute("num_scan_inputs", 1)).message(5, attribute("body", body));
        for (OnnxBytes attribute : attributes) {
            scan.message(5, attribute);
        }
        write(scan);
    }

    @Test
    void scans() throws IOException {
        writeScan();
        assertEquals("RNN_TANH(3, 2, no bias)", OnnxModel.read(path).spec().describe());
        OnnxBytes in = OnnxBytes.integers("scan_input_directions", 1);
        OnnxBytes out = OnnxBytes.integers("scan_output_directions", 1);
        writeScan(in, out);
        assertEquals(
                "RNN_TANH(3, 2, reverse, no bias)", OnnxModel.read(path).spec().describe());
        for (OnnxBytes[] attributes : List.of(
                new OnnxBytes[] {in},
                new OnnxBytes[] {out},
                new OnnxBytes[] {OnnxBytes.integers("scan_input_axes", 1)},
                new OnnxBytes[] {OnnxBytes.integers("scan_output_axes", 1)})) {
            writeScan(attributes);
            RefusalAssertions.assertRefusedWith(path, () -> OnnxModel.read(path), "operator Scan", "a Loop or Scan");
        }
    }
}
