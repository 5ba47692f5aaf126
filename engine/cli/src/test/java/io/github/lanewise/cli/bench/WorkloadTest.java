package io.github.lanewise.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured, and what it has to do. */
class WorkloadTest {
    @Test
    void shapes() {
        assertEquals(new Shape(40, 64, 1), Shape.parse("40x64"));
        assertEquals(new Shape(1, 16_384, 100), Shape.parse("1x16384x100"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "64", "64x", "64x64x", "0x8", "8x0", "8x8x0", "8x8x101", "8x16385", "-8x8", "8X8", "8x8x2x2"
            })
    void whatIsNoShape(String text) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Shape.parse(text))
                .getMessage());
        assertTrue(message.contains("128x128") && message.endsWith("found '" + text + "'"), message);
    }

    /** 4 gates of 8 units, each with 5 inputs and 8 states; a second layer with 8 and 8. */
    @Test
    void aStepsCost() {
        Workload row = Workload.of(CellKind.LSTM, new Shape(5, 8, 2));
        double weights = 4 * 8 * (5 + 8) + 4 * 8 * (8 + 8);
        assertEquals("LSTM(5, 8, 2 layers)", row.name());
        assertEquals(row.name(), row.model().get().describe());
        assertEquals(
                new StepCost(2 * weights, (long) (4 * weights)),
                StepCost.of(row.model().get()));
        Workload int8 = row.in(Precision.INT8);
        assertEquals("LSTM(5, 8, 2 layers), int8", int8.name());
        assertEquals(
                new StepCost(2 * weights, (long) weights),
                StepCost.of(int8.model().get()));
        assertEquals(
                (long) (weights * 9 / 16),
                StepCost.of(row.in(Precision.INT4).model().get()).weightBytes());
    }

    @Test
    void anRnnIsCalledSo() {
        assertEquals(
                "RNN_TANH(3, 4)",
                Workload.of(CellKind.RNN_TANH, new Shape(3, 4, 1)).name());
    }

    /** The parameters that the page counts: 268 thousand and 22.2 million; ours has two biases a gate, of which one would do. */
    @Test
    void volloRows() {
        List<Workload> rows = PublishedTable.VOLLO.all();
        ModelSpec tiny = rows.getFirst().model().get();
        assertEquals("LSTM(128, 128, 2 layers) -> Linear(128, 32, no bias)", tiny.describe());
        assertEquals(2 * (2 * 4 * 128 * 256 + 128 * 32), StepCost.of(tiny).flops());
        assertEquals("lstm_large: 3x960", rows.getLast().name());
    }

    @Test
    void aRunWithoutNamesHasRowsOfEachTable() {
        List<Workload> some = PublishedTable.someOfEach();
        for (PublishedTable table : PublishedTable.values()) {
            assertTrue(some.stream().anyMatch(row -> row.table().equals(table.title())), table::title);
            assertEquals(table.source(), Report.source(table.title()));
        }
        assertEquals("", Report.source(Workload.ASKED_FOR));
    }
}
