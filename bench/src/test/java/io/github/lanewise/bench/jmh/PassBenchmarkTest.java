package io.github.lanewise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.kernel.Leaf;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

class PassBenchmarkTest {
    @ParameterizedTest
    @EnumSource(names = {"SCALAR", "VECTOR"})
    void averagesOfTwoRows(Implementation implementation) {
        PassBenchmark benchmark = new PassBenchmark();
        benchmark.size = 37;
        benchmark.implementation = implementation;
        benchmark.setUp();
        float[] averages = (float[]) benchmark.pass();
        for (int i = 0; i < 37; i++) {
            assertTrue(averages[i] > -1 && averages[i] < 1, "average " + averages[i]);
        }
        assertNotEquals(averages[0], averages[1]);
    }

    @Test
    void everyPassHasABenchmark() throws NoSuchFieldException {
        Param named = PassBenchmark.class.getDeclaredField("pass").getAnnotation(Param.class);
        Set<Leaf> passes = EnumSet.range(Leaf.SIGMOID, Leaf.SCALED_SUM);
        passes.removeAll(EnumSet.of(Leaf.SIGMOID, Leaf.TANH)); // ActivationBenchmark
        assertEquals(passes.stream().map(Leaf::name).toList(), Arrays.asList(named.value()));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIGMOID|TANH|BLOCK.*|TILE.*|UP.*|UNPACK.*|BF16.*|INT.*|.*LSTM|GRU"},
            mode = EnumSource.Mode.MATCH_NONE)
    void twinsAgree(Leaf pass) {
        PassBenchmark benchmark = new PassBenchmark();
        benchmark.pass = pass;
        benchmark.size = 5;
        benchmark.setUp();
    }
}
