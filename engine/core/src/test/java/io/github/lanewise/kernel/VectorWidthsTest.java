package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Refusal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorWidthsTest {
    @Test
    @Tag("bits")
    void everyWidthHasKernelsOfThatWidth() {
        System.out.println(
                "vector widths: " + VectorWidths.widths() + " bits, preferred " + VectorWidths.preferredBits());
        for (int bits : VectorWidths.widths()) {
            assertEquals(bits / Float.SIZE, VectorWidths.kernels(bits).lanes());
            assertSame(VectorWidths.kernels(bits), VectorWidths.kernels(bits));
        }
        assertTrue(VectorWidths.widths().contains(VectorWidths.preferredBits()));
    }

    @Test
    void refusesAWidthThatTheMachineHasNot() {
        Refusal.assertRefused(IllegalArgumentException.class, () -> VectorWidths.kernels(64), "found 64");
    }
}
