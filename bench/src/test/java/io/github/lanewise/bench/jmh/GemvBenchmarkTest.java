package io.github.lanewise.bench.jmh;

import static io.github.lanewise.bench.jmh.Disagreement.assertDisagrees;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.textbook.TextbookLinear;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GemvBenchmarkTest {
    private static final Shape SHAPE = new Shape(1, 1);
    private static final Tensor WEIGHT = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2);
    private static final Tensor OTHER = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8.5f}, 4, 2);

    @ParameterizedTest
    @ValueSource(strings = {"5x8", "3x7", "40x64"})
    void runs(String shape) {
        GemvBenchmark scalar = benchmark(shape);
        GemvBenchmark vector = benchmark(shape);
        int rows = Shape.parse(shape).gateRows();
        for (int call = 0; call < 20; call++) {
            Agreement.requireSameBits(
                    "call " + call, Arrays.copyOf(scalar.scalar(), rows), Arrays.copyOf(vector.vector(), rows));
        }
        assertEquals(scalar.readLoop(), vector.readLoop());
    }

    private static GemvBenchmark benchmark(String shape) {
        GemvBenchmark benchmark = new GemvBenchmark();
        benchmark.shape = shape;
        benchmark.setUp();
        return benchmark;
    }

    @Test
    void aWrongProductFailsTheSetUp() {
        float[] x = {1, 1};
        assertDisagrees(
                "vector against scalar, product 1x1, output 3: expected 15.0",
                () -> GemvAgreement.require(SHAPE, new TextbookLinear(WEIGHT), product(WEIGHT), product(OTHER), x));
        assertDisagrees(
                "textbook against scalar, product 1x1, output 3: expected 15.0",
                () -> GemvAgreement.require(SHAPE, new TextbookLinear(OTHER), product(WEIGHT), product(WEIGHT), x));
    }

    private static Product product(Tensor weight) {
        return new Product(Kernels.scalar(), weight);
    }

    @Test
    void anIncompleteReadFailsTheSetUp() {
        Kernels vectors = VectorWidths.kernels(VectorWidths.widths().getFirst());
        AlignedFloats weights = new Product(vectors, WEIGHT).weights();
        assertDisagrees("read loop, 1x1: expected ", () -> GemvAgreement.requireRead(SHAPE, weights, 1));
    }
}
