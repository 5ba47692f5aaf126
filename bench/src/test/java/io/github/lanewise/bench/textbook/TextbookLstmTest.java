package io.github.lanewise.bench.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextbookLstmTest {
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 8", "3, 7", "40, 64"})
    void agreesWithTheEngine(int inputSize, int hiddenSize) {
        SplittableRandom random = new SplittableRandom(hiddenSize);
        RecurrentSpec spec =
                RecurrentSpec.builder(CellKind.LSTM, inputSize, hiddenSize).buildUntrained(random);
        Stepper textbook = new TextbookLstm(spec);
        Stepper engine = new EngineStepper(Model.of(ModelSpec.ofStack(spec, false), Backend.SCALAR));
        float[] x = new float[inputSize];
        float[] expected = new float[hiddenSize];
        float[] found = new float[hiddenSize];
        for (int step = 0; step < 50; step++) {
            for (int i = 0; i < inputSize; i++) {
                x[i] = (float) random.nextDouble(-2, 2);
            }
            engine.step(x, expected);
            textbook.step(x, found);
            for (int u = 0; u < hiddenSize; u++) {
                assertEquals(expected[u], found[u], TOLERANCE, "step " + step + ", unit " + u);
            }
        }
    }

    @Test
    void resetGoesBackToTheBeginning() {
        RecurrentSpec spec = RecurrentSpec.builder(CellKind.LSTM, 2, 3).buildUntrained(new SplittableRandom(1));
        Stepper textbook = new TextbookLstm(spec);
        float[] x = {0.5f, -0.25f};
        float[] first = new float[3];
        float[] again = new float[3];
        textbook.step(x, first);
        textbook.step(x, again);
        textbook.reset();
        textbook.step(x, again);
        assertArrayEquals(first, again);
    }

    @Test
    void refusesWhatItCannotDo() {
        RecurrentSpec gru = RecurrentSpec.builder(CellKind.GRU, 2, 3).buildUntrained(new SplittableRandom(1));
        var thrown = assertThrows(IllegalArgumentException.class, () -> new TextbookLstm(gru));
        assertEquals(
                "expected an LSTM of one layer and one direction, with bias and without projection, found GRU(2, 3)",
                thrown.getMessage());
    }
}
