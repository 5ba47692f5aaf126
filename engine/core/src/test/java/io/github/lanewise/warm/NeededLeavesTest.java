package io.github.lanewise.warm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.RecordedCalls;
import io.github.lanewise.kernel.Leaf;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NeededLeavesTest {
    private static Set<Leaf> of(CellKind kind, int hidden, int lanes) {
        RecurrentSpec stack = RecurrentSpec.builder(kind, 3, hidden).buildUntrained(new SplittableRandom(1));
        return NeededLeaves.of(ModelSpec.ofStack(stack, false), lanes);
    }

    @Test
    void followFromSizesAndLanes() {
        Set<Leaf> whole = EnumSet.of(Leaf.BLOCK_8, Leaf.TILE_8, Leaf.TILE_4, Leaf.LSTM, Leaf.FLUSH_SUBNORMALS);
        assertEquals(whole, of(CellKind.LSTM, 128, 16));
        assertEquals(whole, of(CellKind.LSTM, 64, 16));
        whole.add(Leaf.BLOCKS_16);
        assertEquals(whole, of(CellKind.LSTM, 1024, 16));
        Set<Leaf> oneVector = EnumSet.of(Leaf.UP_TO_4, Leaf.TILE_4, Leaf.SMALL_LSTM, Leaf.FLUSH_SUBNORMALS);
        assertEquals(oneVector, of(CellKind.LSTM, 8, 16));
        Set<Leaf> odd =
                EnumSet.of(Leaf.BLOCK_8, Leaf.TILE_8, Leaf.UP_TO_4, Leaf.TILE_4, Leaf.LSTM, Leaf.FLUSH_SUBNORMALS);
        assertEquals(odd, of(CellKind.LSTM, 40, 16));
        Set<Leaf> gru = EnumSet.of(Leaf.BLOCK_6, Leaf.BLOCK_3, Leaf.TILE_4, Leaf.TILE_UP_TO_2, Leaf.GRU);
        gru.addAll(Set.of(Leaf.TILE_6, Leaf.FLUSH_SUBNORMALS));
        assertEquals(gru, of(CellKind.GRU, 20, 8));
        Set<Leaf> rnn = EnumSet.of(Leaf.UP_TO_4, Leaf.TILE_4, Leaf.TILE_UP_TO_2, Leaf.TANH, Leaf.FLUSH_SUBNORMALS);
        assertEquals(rnn, of(CellKind.RNN_TANH, 20, 4));
    }

    /** Small models too have the tiles compiled that the trial of unpacking goes through. */
    @Test
    void unpackingNeedsTheTilesOfItsTrial() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, 8).buildUntrained(new SplittableRandom(1));
        ModelSpec spec = ModelSpec.ofStack(stack, false);
        assertEquals(
                EnumSet.of(
                        Leaf.BF16_UP_TO_4,
                        Leaf.UNPACK_BF16,
                        Leaf.TILE_8,
                        Leaf.TILE_4,
                        Leaf.LSTM,
                        Leaf.FLUSH_SUBNORMALS),
                NeededLeaves.of(spec.withPrecision(Precision.BF16), 16));
        assertTrue(NeededLeaves.of(spec.withPrecision(Precision.INT8), 16)
                .containsAll(Set.of(Leaf.UNPACK_INT8, Leaf.TILE_8)));
    }

    /** A leaf that a model reaches and that is not warmed is compiled while the model waits for it. */
    @Test
    void areAllThatAModelReaches() {
        SplittableRandom random = new SplittableRandom(20_261_124);
        for (int round = 0; round < 60; round++) {
            ModelSpec spec = RecordedCalls.randomModel(random);
            for (int bits : VectorWidths.widths()) {
                Set<Leaf> needed = NeededLeaves.of(spec, bits / Float.SIZE);
                assertReached(spec, bits, RecordedCalls.of(spec, VectorWidths.kernels(bits), false), needed);
                needed.removeIf(Leaf::isTile);
                assertReached(spec, bits, RecordedCalls.of(spec, VectorWidths.kernels(bits), true), needed);
            }
        }
    }

    /** Blocks of large matrices go two by two; the last one of an odd number is alone. */
    @Test
    void areAllThatALargeModelReaches() {
        int bits = VectorWidths.preferredBits();
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 300, 928).buildUntrained(new SplittableRandom(2));
        ModelSpec spec = ModelSpec.ofStack(stack, false);
        Set<Leaf> reached = RecordedCalls.of(spec, VectorWidths.kernels(bits), true);
        assertReached(spec, bits, reached, NeededLeaves.of(spec, bits / Float.SIZE));
        assertEquals(bits == 512, reached.contains(Leaf.BLOCKS_16));
    }

    private static void assertReached(ModelSpec spec, int bits, Set<Leaf> reached, Set<Leaf> needed) {
        assertFalse(reached.isEmpty());
        assertTrue(
                needed.containsAll(reached),
                () -> spec.describe() + ", " + bits + " bits: reached " + reached + ", needed " + needed);
    }
}
