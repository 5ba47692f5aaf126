package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Refusal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    @Tag("bits")
    void everyWidthHasKernelsOfThatWidth() {
        System.out.println("vector widths: " + Lanes.widths() + " bits, preferred " + Lanes.preferredBits());
        for (int bits : Lanes.widths()) {
            assertEquals(bits / Float.SIZE, Lanes.kernels(bits).lanes());
            assertSame(Lanes.kernels(bits), Lanes.kernels(bits));
        }
        assertTrue(Lanes.widths().contains(Lanes.preferredBits()));
    }

    @Test
    void refusesAWidthThatTheMachineHasNot() {
        Refusal.assertRefused(IllegalArgumentException.class, () -> Lanes.kernels(64), "found 64");
    }
}
