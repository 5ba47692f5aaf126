package io.github.lanewise.flink;

import static io.github.lanewise.flink.TestModels.reading;
import static io.github.lanewise.flink.TestModels.scoring;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.flink.TestModels.Alone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in bundles are scored as each key's alone. */
class ScoringTest {
    private static final Duration DELAY = Duration.ofMillis(20);
    private final Alone alone = new Alone(1);

    @AfterEach
    void modelsAreClosed() {
        assertEquals(0, SharedModels.count(), "models that nobody has closed");
    }

    private static KeyedScoring<Reading, Scored> bundles(int size) throws Exception {
        return scoring(1).bundle(size, DELAY).build();
    }

    /** Devices come in any order, some several times in a bundle; the results come in the order of the events. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 32, 1000})
    void bundlesGiveTheBitsOfEachKeyAlone(int size) throws Exception {
        SplittableRandom random = new SplittableRandom(size);
        int[] numbers = new int[9];
        List<Object> expected = new ArrayList<>();
        List<Object> found = new ArrayList<>();
        try (Harness harness = Harness.open(bundles(size))) {
            for (int i = 0; i < 500; i++) {
                int device = random.nextInt(random.nextInt(8) == 0 ? 1 : 9);
                Reading reading = reading(device, numbers[device]++);
                expected.add(alone.score(reading));
                harness.event(reading);
            }
            harness.end();
            found.addAll(harness.take());
        }
        assertEquals(expected, withoutWatermarks(found));
    }

    private static List<Object> withoutWatermarks(List<Object> elements) {
        return elements.stream()
                .filter(element -> !(element instanceof Watermark))
                .toList();
    }

    @Test
    void aBundleWaitsNoLongerThanItsDelay() throws Exception {
        try (Harness harness = Harness.open(bundles(100))) {
            harness.processingTime(1000);
            harness.event(reading(1, 0));
            harness.processingTime(1010);
            harness.event(reading(2, 0));
            harness.processingTime(1019);
            assertEquals(List.of(), harness.take());
            harness.processingTime(1020);
            assertEquals(List.of(alone.score(reading(1, 0)), alone.score(reading(2, 0))), harness.take());
        }
    }

    /** A timer that was set for a bundle that filled up does not cut the next one short, nor lets it wait longer. */
    @Test
    void theNextBundleHasItsOwnDelay() throws Exception {
        try (Harness harness = Harness.open(bundles(2))) {
            harness.processingTime(1000);
            harness.event(reading(1, 0));
            harness.event(reading(2, 0));
            assertEquals(2, harness.take().size());
            harness.processingTime(1015);
            harness.event(reading(3, 0));
            harness.processingTime(1034);
            assertEquals(List.of(), harness.take());
            harness.processingTime(1035);
            assertEquals(List.of(alone.score(reading(3, 0))), harness.take());
        }
    }

    @Test
    void noWatermarkOvertakesAnEvent() throws Exception {
        try (Harness harness = Harness.open(bundles(100))) {
            harness.event(reading(1, 0), 5);
            harness.watermark(7);
            assertEquals(List.of(alone.score(reading(1, 0)), new Watermark(7)), harness.take());
        }
    }

    @Test
    void resultsHaveTheTimestampsOfTheirEvents() throws Exception {
        try (Harness harness = Harness.open(bundles(2))) {
            harness.event(reading(1, 0), 50);
            harness.event(reading(2, 0), 40);
            assertEquals(List.of(50L, 40L), harness.takeTimestamps());
            harness.event(reading(1, 1));
            harness.event(reading(2, 1));
            assertEquals(List.of(), harness.takeTimestamps());
        }
    }

    @Test
    void aCheckpointHasEverythingThatCameBefore() throws Exception {
        KeyedScoring<Reading, Scored> scoring = bundles(100);
        OperatorSubtaskState snapshot;
        try (Harness harness = Harness.open(scoring)) {
            harness.event(reading(1, 0));
            harness.event(reading(2, 0));
            snapshot = harness.snapshot();
            assertEquals(List.of(alone.score(reading(1, 0)), alone.score(reading(2, 0))), harness.take());
            harness.event(reading(1, 1));
        }
        try (Harness harness = Harness.restore(scoring, snapshot)) {
            harness.event(reading(1, 1));
            harness.event(reading(3, 0));
            harness.end();
            assertEquals(
                    List.of(alone.score(reading(1, 1)), alone.score(reading(3, 0))), withoutWatermarks(harness.take()));
        }
    }

    /** A snapshot that is still being written keeps the states that it was taken with. */
    @Test
    void stepsAfterACheckpointDoNotReachIntoIt() throws Exception {
        KeyedScoring<Reading, Scored> scoring = bundles(1);
        try (Harness harness = Harness.open(scoring)) {
            harness.event(reading(1, 0));
            OperatorSnapshotFutures begun = harness.begin();
            harness.event(reading(1, 1));
            harness.event(reading(1, 2));
            try (Harness restored = Harness.restore(scoring, Harness.finish(begun))) {
                restored.event(reading(1, 1));
                alone.score(reading(1, 0));
                assertEquals(List.of(alone.score(reading(1, 1))), restored.take());
            }
        }
    }

    @Test
    void anIdleTaskHasSaidEverything() throws Exception {
        try (Harness harness = Harness.open(bundles(100))) {
            harness.event(reading(1, 0), 5);
            harness.idle();
            assertEquals(alone.score(reading(1, 0)), harness.take().getFirst());
        }
    }

    /** With object reuse the source may write the next event into the same object. */
    @Test
    void eventsThatAreUsedAgainAreCopied() throws Exception {
        try (Harness harness = Harness.openReusing(scoring(1)
                .bundle(2, DELAY)
                .result((reading, output, version) -> {
                    Scored scored = Scored.of(reading, output, version);
                    return new Scored(scored.device(), (int) reading.values()[0], scored.bits(), version);
                })
                .build())) {
            Reading first = new Reading(1, 0, new float[] {1, 1, 1});
            harness.event(first);
            Arrays.fill(first.values(), 2);
            harness.event(new Reading(2, 0, new float[] {3, 3, 3}));
            Scored alike = alone.score(new Reading(1, 1, new float[] {1, 1, 1}));
            assertEquals(alike, harness.take().getFirst());
        }
    }

    @Test
    void aKeyThatWasIdleInEventTimeBeginsAnew() throws Exception {
        try (Harness harness = Harness.open(scoring(1)
                .bundle(100, DELAY)
                .resetIdle(Duration.ofMillis(100), TimeDomain.EVENT_TIME)
                .build())) {
            harness.event(reading(1, 0), 1000);
            harness.event(reading(1, 1), 1099);
            harness.event(reading(2, 0), 1000);
            harness.watermark(1100);
            assertEquals(1, harness.keys(), "device 2 is idle, device 1 was seen at 1099");
            assertEquals(1, harness.eventTimeTimers());
            harness.event(reading(2, 1), 1120);
            harness.event(reading(1, 2), 1198);
            harness.event(reading(1, 3), 1298);
            harness.watermark(2000);
            assertEquals(0, harness.keys());
            assertEquals(0, harness.eventTimeTimers());
            List<Object> expected = new ArrayList<>();
            expected.add(alone.score(reading(1, 0)));
            expected.add(alone.score(reading(1, 1)));
            expected.add(alone.score(reading(2, 0)));
            alone.forget(2);
            expected.add(alone.score(reading(2, 1)));
            expected.add(alone.score(reading(1, 2)));
            alone.forget(1); // 100 ms after the one before, though no watermark has said so
            expected.add(alone.score(reading(1, 3)));
            assertEquals(expected, withoutWatermarks(harness.take()));
        }
    }

    @Test
    void aKeyThatWasIdleInProcessingTimeBeginsAnew() throws Exception {
        try (Harness harness = Harness.open(scoring(1)
                .bundle(1, DELAY)
                .resetIdle(Duration.ofMillis(100), TimeDomain.PROCESSING_TIME)
                .build())) {
            harness.processingTime(1000);
            harness.event(reading(1, 0));
            harness.processingTime(1099);
            harness.event(reading(1, 1));
            harness.processingTime(1198);
            assertEquals(1, harness.keys());
            harness.processingTime(1199);
            assertEquals(0, harness.keys());
            harness.event(reading(1, 2));
            List<Object> expected = new ArrayList<>(List.of(alone.score(reading(1, 0)), alone.score(reading(1, 1))));
            alone.forget(1);
            expected.add(alone.score(reading(1, 2)));
            assertEquals(expected, harness.take());
        }
    }

    /** An event that waits in a bundle keeps its key from being idle. */
    @Test
    void anEventThatWaitsIsSeen() throws Exception {
        try (Harness harness = Harness.open(scoring(1)
                .bundle(100, Duration.ofMillis(50))
                .resetIdle(Duration.ofMillis(100), TimeDomain.PROCESSING_TIME)
                .build())) {
            harness.processingTime(1000);
            harness.event(reading(1, 0));
            harness.processingTime(1090);
            harness.event(reading(1, 1));
            harness.processingTime(1100);
            assertEquals(1, harness.keys());
            assertEquals(List.of(alone.score(reading(1, 0)), alone.score(reading(1, 1))), harness.take());
        }
    }

    /** A savepoint of a job that watched for idle keys, or of one that did not, suits the other. */
    @Test
    void watchingBeginsAndEndsWithASavepoint() throws Exception {
        KeyedScoring<Reading, Scored> plain = bundles(1);
        KeyedScoring<Reading, Scored> watching = scoring(1)
                .bundle(1, DELAY)
                .resetIdle(Duration.ofMillis(100), TimeDomain.EVENT_TIME)
                .build();
        OperatorSubtaskState snapshot;
        try (Harness harness = Harness.open(plain)) {
            harness.event(reading(1, 0), 1000);
            snapshot = harness.snapshot();
        }
        alone.score(reading(1, 0));
        try (Harness harness = Harness.restore(watching, snapshot)) {
            harness.event(reading(1, 1), 1500);
            assertEquals(List.of(alone.score(reading(1, 1))), harness.take(), "nobody had watched until now");
            assertEquals(1, harness.eventTimeTimers());
            snapshot = harness.snapshot();
        }
        try (Harness harness = Harness.restore(plain, snapshot)) {
            harness.watermark(1700);
            assertEquals(1, harness.keys());
            harness.event(reading(1, 2), 1800);
            assertEquals(List.of(alone.score(reading(1, 2))), withoutWatermarks(harness.take()));
            snapshot = harness.snapshot();
        }
        try (Harness harness = Harness.restore(watching, snapshot)) {
            harness.event(reading(1, 3), 1900);
            assertEquals(List.of(alone.score(reading(1, 3))), harness.take());
            assertEquals(1, harness.eventTimeTimers(), "watched again");
            harness.watermark(2000);
            assertEquals(0, harness.keys());
        }
    }

    /** Timestamps at the end of time, as global windows give them, do not wrap round. */
    @Test
    void timeDoesNotOverflow() throws Exception {
        try (Harness harness = Harness.open(scoring(1)
                .bundle(1, DELAY)
                .resetIdle(Duration.ofMillis(100), TimeDomain.EVENT_TIME)
                .build())) {
            harness.event(reading(1, 0), Long.MAX_VALUE);
            harness.watermark(1000);
            assertEquals(1, harness.keys());
        }
    }
}
