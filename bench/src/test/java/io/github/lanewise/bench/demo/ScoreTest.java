package io.github.lanewise.bench.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.Tensor;
import org.junit.jupiter.api.Test;

class ScoreTest {
    @Test
    void countsAndMeasures() {
        double[] pyTorch = new double[20];
        pyTorch[3] = 1;
        pyTorch[10 + 5] = 1;
        Digits digits = new Digits(Tensor.zeros(2, 8, 8), new int[] {3, 4}, pyTorch, new float[20], "");
        double[] answers = pyTorch.clone();
        answers[10 + 4] = 1.5;
        assertEquals(new Score(1, 2, 0), Score.of(digits, pyTorch));
        assertEquals(new Score(2, 1, 1.5), Score.of(digits, answers));
    }
}
