package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoiseTest {
    @Test
    void isMeanOverFirstDecile() {
        assertEquals(0, Noise.of(7, 7, 7));
        // A tenth lies below the second smallest, 2; the mean is 2.9.
        assertEquals(2.9 / 2 - 1, Noise.of(2, 12, 2, 2, 2, 1, 2, 2, 2, 2), 1e-12);
        long[] halfOfTheTime = new long[100];
        for (int i = 0; i < 100; i++) {
            halfOfTheTime[i] = i % 8 == 0 ? 4_000 : 500;
        }
        assertTrue(Noise.of(halfOfTheTime) > 0.8, "a neighbour that takes 3.5 ms of every 7.5");
    }

    @Test
    void measuresSomething() {
        assertTrue(Double.isFinite(Noise.measure()));
    }

    @Test
    void aQuietMachineGetsALineAndNoWarning() {
        Conditions quiet = new Conditions(2, Map.of("step-5x8", 0.004));
        assertEquals(List.of(), quiet.warnings());
        assertEquals(
                List.of(
                        "Noise: 0.400 % in the median, 0.400 % at most: how much longer a fixed loop takes on average than"
                                + " in its fastest tenth"),
                quiet.lines());
    }

    @Test
    void aNoisyOneIsWarnedOfWithTheWorst() {
        Map<String, Double> noise = new LinkedHashMap<>();
        noise.put("step-5x8", 0.004);
        noise.put("step-1x32", 0.061);
        noise.put("step-40x64", 0.25);
        Conditions noisy = new Conditions(2, noise);
        assertEquals(
                List.of("Too noisy: more than 5.00 % in 2 of 3 measurements of the noise, at worst 25.0 % (step-40x64)."
                        + " Something else ran beside the measurement, and the figures may not repeat"),
                noisy.warnings());
        assertEquals(noisy.warnings(), noisy.lines().subList(1, 2));
    }

    @Test
    void oneProcessorIsWarnedOf() {
        List<String> warnings = new Conditions(1, Map.of()).warnings();
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().startsWith("One processor: "), warnings.getFirst());
    }
}
