package io.github.lanewise.bench.textbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextbookClassifierTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void agreesWithTheEngine() {
        ModelSpec spec = classifier(ActivationSpec.Function.LOG_SOFTMAX);
        Stepper textbook = new TextbookClassifier(spec);
        Stepper engine = new EngineStepper(Model.of(spec, Backend.SCALAR));
        float[] x = new float[4];
        float[] expected = new float[3];
        float[] found = new float[3];
        for (int step = 0; step < 20; step++) {
            fill(x);
            engine.step(x, expected);
            textbook.step(x, found);
            double sum = 0;
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], 2e-6, "step " + step + ", class " + i);
                sum += Math.exp(found[i]);
            }
            assertEquals(1, sum, 1e-6);
        }
    }

    @Test
    void refusesAnotherModel() {
        ModelSpec spec = classifier(ActivationSpec.Function.SOFTMAX);
        var thrown = assertThrows(IllegalArgumentException.class, () -> new TextbookClassifier(spec));
        assertEquals(
                "expected an LSTM, a linear layer and a log-softmax, found LSTM(4, 9) -> Linear(9, 3) -> Softmax",
                thrown.getMessage());
    }

    private ModelSpec classifier(ActivationSpec.Function function) {
        Tensor weight = Tensor.zeros(3, 9);
        Tensor bias = Tensor.zeros(3);
        fill(weight.data());
        fill(bias.data());
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, 4, 9).name("lstm").buildUntrained(random))
                .add(new LinearSpec("fc", weight, bias))
                .activation(function)
                .build();
    }

    private void fill(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
    }
}
