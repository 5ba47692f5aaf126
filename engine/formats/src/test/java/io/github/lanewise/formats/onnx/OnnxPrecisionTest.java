package io.github.lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A graph in another precision computes what its model computes in that precision. */
class OnnxPrecisionTest {
    private static final Path GRAPH =
            Path.of(System.getProperty("basedir", ""), "src/test/resources/onnx/torch_last_step_script.onnx");

    private static float[] run(OnnxModel graph, Tensor x) {
        return graph.newRunner(Backend.SCALAR).run(x).values().iterator().next().data();
    }

    @Test
    void hasTheBitsOfItsModel() throws IOException {
        OnnxModel graph = OnnxModel.read(GRAPH);
        SplittableRandom random = new SplittableRandom(5);
        Tensor x = Tensor.zeros(2, 4, graph.spec().inputSize());
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = (float) (random.nextDouble() * 2 - 1);
        }
        float[] exact = run(graph, x);
        for (Precision precision : new Precision[] {Precision.BF16, Precision.INT8}) {
            float[] reduced = run(graph.withPrecision(precision), x);
            assertFalse(Arrays.equals(exact, reduced), precision::text);
            assertArrayEquals(
                    Model.of(graph.spec().withPrecision(precision), Backend.SCALAR)
                            .newSession()
                            .run(x)
                            .data(),
                    reduced);
        }
        OnnxModel single = graph.withPrecision(0, Precision.INT8);
        assertEquals(Precision.INT8, single.spec().precision(0));
        assertEquals(Precision.INT8, single.file().spec().precision(0));
        assertEquals(Precision.FP32, single.spec().precision(1));
        assertEquals(Precision.FP32, graph.spec().precision(0));
        assertThrows(IndexOutOfBoundsException.class, () -> graph.withPrecision(9, Precision.INT8));
    }
}
