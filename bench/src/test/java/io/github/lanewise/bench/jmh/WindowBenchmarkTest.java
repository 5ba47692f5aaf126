package io.github.lanewise.bench.jmh;

import static io.github.lanewise.bench.jmh.Disagreement.assertDisagrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.SlidingWindow;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowBenchmarkTest {
    private static final int STEPS = 8;

    /** The rows of the agreement are over a quarter of a window after the first full one. */
    @Test
    void aPushGivesTheAnswerOfTheWholeWindow() {
        WindowBenchmark benchmark = new WindowBenchmark();
        benchmark.setUp();
        for (int row = 0; row < WindowModel.A.steps() - 1; row++) {
            benchmark.push();
        }
        float[] pushed = benchmark.push().clone();
        WindowBenchmark other = new WindowBenchmark();
        other.setUp();
        assertArrayEquals(other.whole(), pushed);
    }

    @Test
    void rowsComeAgain() {
        WindowRows rows = new WindowRows(3, 2);
        assertEquals(6, rows.values().length);
        assertEquals(4, rows.at(2));
        assertEquals(2, rows.at(3_000_000_000_001L));
    }

    @Test
    void aWrongBitInAnAnswerFailsTheSetUp() {
        Model model = model();
        SlidingWindow window = model.newWindow(STEPS);
        int[] row = new int[1];
        assertDisagrees(
                "tiny, window that ends with row 7, against the window computed whole, output 2: expected ",
                () -> WindowAgreement.require("tiny", model, STEPS, (x, at, y) -> {
                    int seen = window.push(x, at, y, 0);
                    y[2] = row[0]++ == STEPS - 1 ? Math.nextUp(y[2]) : y[2];
                    return seen;
                }));
    }

    /** A window that is one row longer than it should be. */
    @Test
    void aWindowOfAnotherLengthFailsTheSetUp() {
        Model model = model();
        SlidingWindow longer = model.newWindow(STEPS + 1);
        assertDisagrees(
                "tiny, window that ends with row 8, against the window computed whole, output 0: expected ",
                () -> WindowAgreement.require(
                        "tiny", model, STEPS, (x, at, y) -> Math.min(STEPS, longer.push(x, at, y, 0))));
        SlidingWindow other = model.newWindow(STEPS + 1);
        assertDisagrees(
                "tiny, window that ends with row 8: expected 8 rows seen, found 9",
                () -> WindowAgreement.require("tiny", model, STEPS, (x, at, y) -> other.push(x, at, y, 0)));
    }

    private static Model model() {
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, 3, 5).numLayers(2).buildUntrained(new SplittableRandom(1)))
                .head(Head.LAST_STEP)
                .build();
        return Model.of(spec, Backend.SCALAR);
    }
}
