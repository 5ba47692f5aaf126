package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.scoring;
import static io.github.lanewise.flink.TestModels.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.SwapMode;
import io.github.lanewise.flink.TestModels.Alone;
import io.github.lanewise.spec.CellKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that take the place of others while events come in. */
class HotSwapTest {
    private static final Duration DELAY = Duration.ofMillis(20);
    private final Alone alone = new Alone(1);
    private final List<Object> expected = new ArrayList<>();

    @AfterEach
    void modelsAreClosed() {
        assertEquals(0, SharedModels.count(), "models that nobody has closed");
    }

    private static KeyedScoring<Reading, Scored> beginningWith(long version) throws Exception {
        return scoring(version).bundle(3, DELAY).badInput(BadInput.SIDE_OUTPUT).build();
    }

    private void event(Harness harness, int device, int number) throws Exception {
        Reading reading = reading(device, number);
        harness.event(reading);
        expected.add(alone.score(reading));
    }

    /** What waits when the model comes is scored by the one before. */
    @ParameterizedTest
    @EnumSource
    void streamsGoOnOrBeginAnew(SwapMode mode) throws Exception {
        try (Harness harness = Harness.open(beginningWith(1))) {
            event(harness, 1, 0);
            event(harness, 2, 0);
            harness.model(update(5, mode));
            alone.change(5, mode);
            event(harness, 1, 1);
            event(harness, 3, 0);
            event(harness, 1, 2);
            assertEquals(expected, harness.take());
        }
    }

    /** A key's state is carried over when its next event comes, however many models and restarts lie between. */
    @Test
    void aKeyThatWasAwayGoesOnThroughAllModels() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = Harness.open(beginningWith(1))) {
            event(harness, 1, 0);
            event(harness, 2, 0);
            harness.model(update(2, SwapMode.CARRY_OVER));
            alone.change(2, SwapMode.CARRY_OVER);
            event(harness, 2, 1);
            snapshot = harness.snapshot();
            assertEquals(expected, harness.take());
        }
        expected.clear();
        try (Harness harness = Harness.restore(beginningWith(1), snapshot)) {
            event(harness, 2, 2);
            harness.model(update(4, SwapMode.CARRY_OVER));
            alone.change(4, SwapMode.CARRY_OVER);
            event(harness, 1, 1);
            event(harness, 2, 3);
            snapshot = harness.snapshot();
            assertEquals(expected, harness.take());
        }
        expected.clear();
        alone.change(6, SwapMode.CARRY_OVER);
        try (Harness harness = Harness.restore(beginningWith(6), snapshot)) {
            event(harness, 1, 2);
            event(harness, 2, 4);
            event(harness, 3, 0);
            assertEquals(expected, harness.take());
        }
    }

    /** The restart holds for keys that come back after the models that followed it. */
    @Test
    void aRestartIsRemembered() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = Harness.open(beginningWith(1))) {
            event(harness, 1, 0);
            harness.model(update(2, SwapMode.RESTART));
            alone.change(2, SwapMode.RESTART);
            harness.model(update(3, SwapMode.CARRY_OVER));
            alone.change(3, SwapMode.CARRY_OVER);
            snapshot = harness.snapshot();
            assertEquals(expected, harness.take());
        }
        expected.clear();
        try (Harness harness = Harness.restore(beginningWith(1), snapshot)) {
            event(harness, 1, 1);
            event(harness, 1, 2);
            event(harness, 1, 3);
            assertEquals(expected, harness.take());
        }
    }

    @Test
    void modelsThatCannotBeUsedChangeNothing() throws Exception {
        try (Harness harness = Harness.open(beginningWith(3))) {
            alone.change(3, SwapMode.RESTART);
            harness.model(update(2, SwapMode.CARRY_OVER));
            harness.model(ModelUpdate.of(3, TestModels.spec(9), SwapMode.CARRY_OVER));
            harness.model(update(3, SwapMode.CARRY_OVER)); // the one in use
            harness.model(new ModelUpdate(4, "model.safetensors", new byte[] {1, 2, 3}, SwapMode.CARRY_OVER));
            harness.model(ModelUpdate.of(5, TestModels.spec(5, CellKind.LSTM, 6), SwapMode.RESTART));
            harness.model(ModelUpdate.of(6, TestModels.spec(6, CellKind.GRU, 5), SwapMode.CARRY_OVER));
            event(harness, 1, 0);
            event(harness, 2, 0);
            event(harness, 1, 1);
            assertEquals(expected, harness.take());
            List<String> reasons =
                    harness.rejectedModels().stream().map(Rejected::reason).toList();
            assertEquals(5, reasons.size(), reasons.toString());
            assertTrue(reasons.get(0).contains("expected a version above 3"), reasons.get(0));
            assertTrue(reasons.get(1).contains("expected a version above 3"), reasons.get(1));
            assertTrue(reasons.get(2).contains("model.safetensors"), reasons.get(2));
            assertTrue(reasons.get(3).contains("reads 3 features and writes 5"), reasons.get(3));
            assertTrue(reasons.get(4).contains("send it with RESTART"), reasons.get(4));
            assertEquals(2, harness.rejectedModels().getFirst().input().version());
        }
    }

    @Test
    void anotherCellTakesARestart() throws Exception {
        try (Harness harness = Harness.open(beginningWith(1))) {
            event(harness, 1, 0);
            harness.model(ModelUpdate.of(6, TestModels.spec(6, CellKind.GRU, 5), SwapMode.RESTART));
            harness.event(reading(1, 1));
            harness.end();
            assertEquals(List.of(), harness.rejectedModels());
            Scored last = (Scored) harness.take().get(1);
            assertEquals(6, last.version());
        }
    }

    @Test
    void aModelThatCannotBeUsedFailsTheJobIfAsked() throws Exception {
        try (Harness harness = Harness.open(scoring(3).build())) {
            ModelUpdate older = update(2, SwapMode.CARRY_OVER);
            IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> harness.model(older));
            assertTrue(String.valueOf(failure.getMessage()).startsWith(older.toString()), failure.toString());
        }
    }

    /** Two models of one version: which one the savepoint's states belong to would be a guess. */
    @Test
    void aSavepointOfAnotherModelIsRefused() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = Harness.open(beginningWith(1))) {
            harness.event(reading(1, 0));
            snapshot = harness.snapshot();
        }
        KeyedScoring<Reading, Scored> other = scoring(1)
                .model(ModelUpdate.of(1, TestModels.spec(2), SwapMode.CARRY_OVER))
                .build();
        Exception failure = assertThrows(Exception.class, () -> Harness.restore(other, snapshot));
        assertTrue(String.valueOf(failure.getMessage()).contains("expected a version above 1"), failure.toString());
        KeyedScoring<Reading, Scored> layers = scoring(1)
                .model(ModelUpdate.of(2, TestModels.spec(2, CellKind.GRU, 5), SwapMode.CARRY_OVER))
                .build();
        failure = assertThrows(Exception.class, () -> Harness.restore(layers, snapshot));
        assertTrue(String.valueOf(failure.getMessage()).contains("send it with RESTART"), failure.toString());
    }

    /** Models come without watermarks, for which Flink would wait. */
    @Test
    void modelsHaveNoSayInEventTime() throws Exception {
        try (Harness harness = Harness.open(beginningWith(1))) {
            harness.modelsAt(5);
            harness.watermark(10);
            harness.modelsAt(20);
            assertEquals("[Watermark @ 10]", harness.take().toString());
        }
    }
}
