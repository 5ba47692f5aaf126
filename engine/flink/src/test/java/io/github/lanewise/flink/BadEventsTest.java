package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.scoring;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.SwapMode;
import io.github.lanewise.flink.TestModels.Alone;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.flink.streaming.api.TimeDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that cannot be scored change no state; the job fails or goes on, as configured. */
class BadEventsTest {
    private static final Duration DELAY = Duration.ofMillis(20);

    private static Reading withValues(float... values) {
        return new Reading(1, 1, values);
    }

    @Test
    void goToTheSideOutputAndLeaveTheirKeysAlone() throws Exception {
        Alone alone = new Alone(1);
        try (Harness harness = Harness.open(scoring(1)
                .bundle(1, DELAY)
                .badInput(BadInput.SIDE_OUTPUT)
                .row(reading -> reading.number() == 13 ? Objects.requireNonNull(null, "no values") : reading.values())
                .build())) {
            harness.event(reading(1, 0));
            harness.event(withValues(1, 2));
            harness.event(withValues(1, Float.NaN, 3));
            harness.event(withValues(Float.NEGATIVE_INFINITY, 2, 3));
            harness.event(new Reading(1, 13, new float[3]));
            harness.event(reading(1, 2));
            assertEquals(List.of(alone.score(reading(1, 0)), alone.score(reading(1, 2))), harness.take());
            List<String> reasons =
                    harness.rejectedEvents().stream().map(Rejected::reason).toList();
            assertEquals(
                    List.of(
                            "event of key 1: row: expected 3 features, found 2",
                            "event of key 1: row, feature 1: expected a finite number, found NaN; a state that has seen NaN is NaN for ever",
                            "event of key 1: row, feature 0: expected a finite number, found -Infinity; a state that has seen NaN is NaN for ever",
                            "event of key 1: row of the event: java.lang.NullPointerException: no values"),
                    reasons);
            assertEquals(withValues(1, 2), harness.rejectedEvents().getFirst().input());
        }
    }

    @Test
    void failTheJob() throws Exception {
        try (Harness harness = Harness.open(scoring(1).bundle(1, DELAY).build())) {
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> harness.event(withValues(1, 2)));
            assertEquals("event of key 1: row: expected 3 features, found 2", failure.getMessage());
        }
    }

    @Test
    void eventTimeNeedsTimestamps() throws Exception {
        try (Harness harness = Harness.open(scoring(1)
                .badInput(BadInput.SIDE_OUTPUT)
                .resetIdle(Duration.ofSeconds(1), TimeDomain.EVENT_TIME)
                .build())) {
            harness.event(reading(1, 0));
            assertTrue(harness.rejectedEvents().getFirst().reason().contains("assign timestamps and watermarks"));
        }
    }

    private static KeyedScoring.Builder<Reading, Scored> tokens() throws IOException {
        ModelSpec tokens = ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", Tensor.of(new float[] {1, 2, 3, 4}, 4, 1), false))
                .add(RecurrentSpec.builder(CellKind.LSTM, 1, 2).name("lstm").buildUntrained(new SplittableRandom(1)))
                .build();
        return scoring(1).model(ModelUpdate.of(1, tokens, SwapMode.CARRY_OVER)).badInput(BadInput.SIDE_OUTPUT);
    }

    private static Reading token(int device, int number, float token) {
        return new Reading(device, number, new float[] {token});
    }

    /** A token that is none is known to the model alone; the other rows of its bundle go on. */
    @Test
    void aRowThatTheModelRefusesStopsNoOther() throws Exception {
        try (Harness harness = Harness.open(tokens().bundle(3, DELAY).build())) {
            harness.event(token(1, 0, 3));
            harness.event(token(2, 0, 4));
            harness.event(token(3, 0, 3));
            List<Object> results = harness.take();
            assertEquals(2, results.size());
            assertArrayEquals(((Scored) results.get(0)).bits(), ((Scored) results.get(1)).bits());
            String reason = harness.rejectedEvents().getFirst().reason();
            assertTrue(reason.startsWith("event of key 2: ") && reason.contains("found 4"), reason);
        }
    }

    /** Neither in the bundle of a good event nor in one of its own does a refused event count as seen. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRefusedRowIsNotSeen(int bundle) throws Exception {
        try (Harness harness = Harness.open(tokens().bundle(bundle, DELAY)
                .resetIdle(Duration.ofMillis(100), TimeDomain.EVENT_TIME)
                .build())) {
            harness.event(token(1, 0, 3), 850);
            harness.event(token(2, 0, 3), 850);
            harness.event(token(1, 1, 4), 940);
            harness.event(token(1, 2, 3), 1010);
            harness.event(token(2, 1, 4), 1010); // the gap is long enough, but the event is none
            harness.event(token(2, 2, 2), 900);
            List<Object> results = harness.take();
            assertEquals(2, harness.rejectedEvents().size());
            assertArrayEquals(((Scored) results.get(0)).bits(), ((Scored) results.get(2)).bits(), "begins anew");
            try (Harness other = Harness.open(tokens().bundle(1, DELAY).build())) {
                other.event(token(2, 0, 3));
                other.event(token(2, 2, 2));
                assertEquals(other.take().getLast(), results.getLast(), "goes on");
            }
        }
    }

    @Test
    void aBuilderSaysWhatIsMissingOrOutOfRange() {
        assertEquals(
                "scoring: expected a model, found none; call model(...)",
                assertThrows(
                                IllegalStateException.class,
                                () -> KeyedScoring.builder(Reading.class, Scored.class)
                                        .build())
                        .getMessage());
        assertEquals(
                "bundle size: expected 1 to 65536 events, found 0",
                assertThrows(IllegalArgumentException.class, () -> scoring(1).bundle(0, DELAY))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> scoring(1).bundle(1, Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> scoring(1).resetIdle(Duration.ofDays(200_000), TimeDomain.EVENT_TIME));
    }
}
