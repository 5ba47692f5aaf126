package io.github.lanewise.bench.jmh;

import static io.github.lanewise.bench.jmh.Disagreement.assertDisagrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationBenchmarkTest {
    private static final float[] INPUTS = new float[ActivationPasses.SHIFTS + 3];

    @ParameterizedTest
    @EnumSource
    void passes(Implementation implementation) {
        ActivationBenchmark benchmark = new ActivationBenchmark();
        benchmark.size = 37;
        benchmark.implementation = implementation;
        benchmark.setUp();
        for (float y : values(benchmark.sigmoid())) {
            assertTrue(y > 0 && y < 1, () -> "sigmoid " + y);
        }
        for (float y : values(benchmark.tanh())) {
            assertTrue(y > -1 && y < 1, () -> "tanh " + y);
        }
        assertEquals(37, values(benchmark.copy()).length);
    }

    private static float[] values(Object passes) {
        return ((ActivationPasses) passes).values();
    }

    @Test
    void aPassStartsFromFreshInputs() {
        ActivationPasses passes = new TextbookPasses(INPUTS);
        passes.load(0);
        passes.sigmoid();
        assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f}, passes.values());
        passes.load(1);
        assertArrayEquals(new float[3], passes.values());
    }

    @Test
    void aWrongFunctionFailsTheSetUp() {
        assertDisagrees(
                "sigmoid, vector against scalar, output 0: expected 0.5",
                () -> ActivationAgreement.require(right(), right(), new KernelPasses(Kernels.scalar(), shifted())));
        assertDisagrees(
                "sigmoid, textbook against scalar, output 0: expected 0.5",
                () -> ActivationAgreement.require(new TextbookPasses(shifted()), right(), right()));
    }

    private static ActivationPasses right() {
        return new KernelPasses(Kernels.scalar(), INPUTS);
    }

    private static float[] shifted() {
        float[] inputs = INPUTS.clone();
        inputs[0] = 1e-5f;
        return inputs;
    }
}
