package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.spec.Tensor;
import org.junit.jupiter.api.Test;

/** Bits, not values, are compared, and the first element that differs is named. */
class DifferenceTest {
    private static final Tensor STATE = SmallModels.numbers(2, 3);

    private static Results results(float last) {
        return new Results(Tensor.of(new float[] {1, Float.NaN, -0f, last}, 2, 1, 2), STATE, null);
    }

    @Test
    void theSameBits() {
        assertNull(Difference.first(results(0f), results(0f)));
        assertNull(Difference.first(results(Float.NaN), results(Float.NaN)));
    }

    @Test
    void theFirstElementThatDiffers() {
        assertEquals(
                "output[1, 0, 1]: expected 0.0 (bits 00000000), found -0.0 (bits 80000000)",
                Difference.first(results(0f), results(-0f)));
        Tensor other = Tensor.of(STATE.data().clone(), 2, 3);
        other.data()[5] = Math.nextUp(other.data()[5]);
        String difference =
                Difference.first(results(0f), new Results(results(0f).output(), other, null));
        assertEquals("h_n[1, 2]", String.valueOf(difference).split(":", -1)[0]);
    }
}
