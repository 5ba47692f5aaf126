package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A long sequence goes through a model in pieces. That leaves its results alone. */
class RunInPiecesTest {
    private static void assertSame(ModelSpec spec, Tensor input) throws CommandException {
        Engine engine = Engine.of(spec, Backend.SCALAR);
        Sequences sequence = new Sequences(spec, input, null, null, null);
        Results whole = engine.runner().run(sequence);
        Results pieces = Streams.inPieces(engine.runner().model(), sequence, 7, Progress.none());
        assertNull(Difference.first(whole, pieces));
        assertEquals(whole.named().keySet(), pieces.named().keySet());
        assertEquals(shapes(whole), shapes(pieces));
    }

    private static List<String> shapes(Results results) {
        return results.named().values().stream().map(Tensor::shapeText).toList();
    }

    @Test
    void theSameBitsAndShapes() throws CommandException {
        for (CellKind kind : CellKind.values()) {
            assertSame(SmallModels.stack(kind, false, false), SmallModels.numbers(30, 3));
        }
        assertSame(SmallModels.tokens(true), Tensor.zeros(30, 1));
    }

    @Test
    void onlyOneLongSequenceDoes() {
        ModelSpec spec = SmallModels.lstm();
        assertTrue(new Sequences(spec, Tensor.zeros(8, 3), null, null, null).isOneLongerThan(7));
        assertTrue(!new Sequences(spec, Tensor.zeros(7, 3), null, null, null).isOneLongerThan(7));
        assertTrue(!new Sequences(spec, Tensor.zeros(8, 2, 3), null, null, null).isOneLongerThan(7));
        assertTrue(!new Sequences(spec, Tensor.zeros(8, 3), Tensor.zeros(2, 5), null, null).isOneLongerThan(7));
    }

    @Test
    void aPieceTakesTenthsOfASecond() {
        assertEquals(1_000_000_000 / Work.productsOfARow(SmallModels.lstm()), SequenceInput.piece(SmallModels.lstm()));
        ModelSpec large = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 512, 512).buildUntrained(new SplittableRandom(1)), false);
        assertEquals(1_000, SequenceInput.piece(large));
    }
}
