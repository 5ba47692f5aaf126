package io.github.lanewise.formats.onnx;

import static io.github.lanewise.formats.support.OnnxBytes.named;
import static io.github.lanewise.formats.support.OnnxBytes.value;
import static io.github.lanewise.formats.support.OnnxBytes.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.spec.LayerSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names that a file has twice, or that say different things. */
class OnnxLayerNamesTest {
    /** An RNN of 2 units, and two linear layers of 2 features behind it. */
    private static OnnxModel read(String rnn, String first, String second, String... weights) throws IOException {
        OnnxBytes graph = new OnnxBytes()
                .message(1, named(rnn, "RNN", "X,W,R", "y"))
                .message(1, named("", "Squeeze", "y,one", "a"))
                .message(1, named(first, "MatMul", "a," + weights[0], "b"))
                .message(1, named("", "Add", "b," + weights[1], "c"))
                .message(1, named(second, "MatMul", "c," + weights[2], "out"))
                .message(5, zeros("W", 1, 24, 1, 2, 3))
                .message(5, zeros("R", 1, 16, 1, 2, 2))
                .message(5, OnnxBytes.longs("one", 1))
                .message(5, zeros(weights[0], 1, 16, 2, 2))
                .message(5, zeros(weights[1], 1, 8, 2))
                .message(11, value("X", 1, -1, -1, 3))
                .message(12, value("out", 1));
        if (!weights[2].equals(weights[0])) {
            graph.message(5, zeros(weights[2], 1, 16, 2, 2));
        }
        return OnnxModel.read(FileContents.of(OnnxBytes.model(13, graph), "m.onnx"), Map.of(), ReadOptions.NONE);
    }

    private static void assertNames(OnnxModel model, List<String> names, List<String> madeUp) {
        assertEquals(names, model.spec().layers().stream().map(LayerSpec::name).toList());
        assertEquals(madeUp, model.madeUpNames());
    }

    @Test
    void aLayerThatIsUsedTwiceIsNamedOnce() throws IOException {
        assertNames(
                read("/rnn/RNN", "/fc/MatMul", "/fc/MatMul_1", "fc.weight", "fc.bias", "fc.weight"),
                List.of("rnn", "fc", "linear2"),
                List.of("linear2"));
    }

    @Test
    void weightsOfSeveralModulesLeaveItToTheNode() throws IOException {
        assertNames(
                read("rnn/", "/one/MatMul", "", "one.weight", "two.bias", "w"),
                List.of("rnn/", "one", "linear2"),
                List.of("linear2"));
    }

    @Test
    void aMadeUpNameIsNoneOfTheFile() throws IOException {
        assertNames(
                read("linear2", "linear1", "", "v", "u", "w"),
                List.of("linear2", "linear1", "linear2_2"),
                List.of("linear2_2"));
        assertNames(
                read("/RNN", "", "", "v", "u", "w"),
                List.of("/RNN", "linear1", "linear2"),
                List.of("linear1", "linear2"));
    }
}
