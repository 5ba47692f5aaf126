package io.github.lanewise.serving.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.serving.StepResult;
import io.github.lanewise.serving.StreamExecutor;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double lost(String reason) {
        return registry.get("lanewise.rows.lost")
                .tags("model", "gru", "reason", reason)
                .counter()
                .count();
    }

    private double states(String event) {
        return registry.get("lanewise.states").tag("event", event).counter().count();
    }

    @Test
    void everyMeterHasWhatItIsTold() {
        MicrometerMetrics metrics = new MicrometerMetrics(registry, "model", "gru");
        metrics.batch(3, 7, 2_000);
        metrics.step(5_000);
        metrics.rejected();
        metrics.expired();
        metrics.expired();
        metrics.cancelled();
        metrics.failed();
        metrics.evicted();
        metrics.evicted();
        metrics.restored();
        assertEquals(2, registry.get("lanewise.batch").timer().totalTime(TimeUnit.MICROSECONDS), 1e-9);
        assertEquals(5, registry.get("lanewise.step").timer().totalTime(TimeUnit.MICROSECONDS), 1e-9);
        assertEquals(3, registry.get("lanewise.batch.rows").summary().totalAmount());
        assertEquals(7, registry.get("lanewise.waiting.rows").summary().totalAmount());
        assertEquals(1, lost("rejected"));
        assertEquals(2, lost("expired"));
        assertEquals(1, lost("cancelled"));
        assertEquals(1, lost("failed"));
        assertEquals(2, states("evicted"));
        assertEquals(1, states("restored"));
    }

    @Test
    void anExecutorTellsIt() {
        Model model = Model.of(
                ModelSpec.ofStack(
                        RecurrentSpec.builder(CellKind.GRU, 2, 3).buildUntrained(new SplittableRandom(1)), false),
                Backend.SCALAR);
        try (StreamExecutor<Integer> executor = StreamExecutor.<Integer>builder(model)
                .workers(1)
                .maxStreams(1)
                .metrics(new MicrometerMetrics(registry, "model", "gru"))
                .start()) {
            for (int i = 0; i < 6; i++) {
                executor.submit(i % 2, new float[2]).join();
            }
            CompletableFuture<StepResult> late = executor.submit(1, new float[2], Duration.ofNanos(-1));
            assertThrows(CompletionException.class, late::join);
        }
        assertEquals(6, registry.get("lanewise.step").timer().count());
        assertTrue(registry.get("lanewise.batch.rows").summary().totalAmount() == 6);
        assertEquals(1, lost("expired"));
        assertEquals(0, lost("failed"));
        assertTrue(states("evicted") >= states("restored") && states("restored") > 0);
    }
}
