package io.github.lanewise.cli.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** No wrong answer is timed. */
class AgreementTest {
    private static final double FLOPS = 1e3;

    private static Model model(Backend backend, int seed) {
        ModelSpec spec = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 3, 5).buildUntrained(new SplittableRandom(seed)), false);
        return Model.of(spec, backend);
    }

    @Test
    void theEngineAgreesWithItself() {
        try (Model ours = model(Backend.available().getLast(), 1);
                Model scalar = model(Backend.SCALAR, 1)) {
            assertDoesNotThrow(() -> Agreement.requireSteps("small", FLOPS, ours, scalar));
            assertDoesNotThrow(() -> Agreement.requireWindow("small", 4, FLOPS, ours, scalar));
        }
    }

    @Test
    void otherWeightsAreOtherAnswers() {
        try (Model ours = model(Backend.SCALAR, 1);
                Model other = model(Backend.SCALAR, 2)) {
            String step = String.valueOf(
                    assertThrows(WrongAnswerException.class, () -> Agreement.requireSteps("small", FLOPS, ours, other))
                            .getMessage());
            assertTrue(step.startsWith("small, step 0, output 0: expected "), step);
            String answer = String.valueOf(assertThrows(
                            WrongAnswerException.class, () -> Agreement.requireWindow("small", 4, FLOPS, ours, other))
                    .getMessage());
            assertTrue(answer.startsWith("small, answer 0, output 0: expected "), answer);
        }
    }

    @Test
    void aBitIsEnough() {
        float[] one = {1, Float.NaN, 0f};
        assertDoesNotThrow(() -> Agreement.requireSame("here", one, one.clone()));
        float[] zero = {1, Float.NaN, -0f};
        String message =
                String.valueOf(assertThrows(WrongAnswerException.class, () -> Agreement.requireSame("here", one, zero))
                        .getMessage());
        assertTrue(
                message.startsWith("here, output 2: expected 0.0 (bits 00000000) of scalar code, found -0.0 (bits"
                        + " 80000000) of vector code"),
                message);
    }
}
