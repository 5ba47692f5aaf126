package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.scoring;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.SwapMode;
import io.github.lanewise.flink.TestModels.Alone;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.streaming.api.TimeDomain;
import org.junit.jupiter.api.Test;

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

    /** A token that is none is known to the model alone; the other rows of its bundle go on. */
    @Test
    void aRowThatTheModelRefusesStopsNoOther() throws Exception {
        ModelSpec tokens = ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", Tensor.of(new float[] {1, 2, 3, 4}, 4, 1), false))
                .build();
        try (Harness harness = Harness.open(scoring(1)
                .model(ModelUpdate.of(1, tokens, SwapMode.CARRY_OVER))
                .bundle(3, DELAY)
                .badInput(BadInput.SIDE_OUTPUT)
                .build())) {
            harness.event(new Reading(1, 0, new float[] {3}));
            harness.event(new Reading(2, 0, new float[] {4}));
            harness.event(new Reading(3, 0, new float[] {0}));
            assertEquals(
                    List.of(Scored.of(reading(1, 0), new float[] {4}, 1), Scored.of(reading(3, 0), new float[] {1}, 1)),
                    harness.take());
            String reason = harness.rejectedEvents().getFirst().reason();
            assertTrue(reason.startsWith("event of key 2: ") && reason.contains("found 4"), reason);
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
                "bundle size: expected at least 1 event, found 0",
                assertThrows(IllegalArgumentException.class, () -> scoring(1).bundle(0, DELAY))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> scoring(1).bundle(1, Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> scoring(1).resetIdle(Duration.ofDays(200_000), TimeDomain.EVENT_TIME));
    }
}
